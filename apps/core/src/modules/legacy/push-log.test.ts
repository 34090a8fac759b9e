import { describe, expect, test } from "vitest";
import { TestClock } from "../../adapters/clock.ts";
import type { LogEntry } from "./log.ts";
import type { StoredProxy } from "./proxy.ts";
import { createPushLog } from "./push-log.ts";

const MINUTE = 60_000;

function createPush(entries: number) {
  const clock = new TestClock(0);
  const proxy: StoredProxy = {
    id: 1,
    workspaceId: "wsp_1",
    name: "Main",
    proxyKey: "k",
    sealedLogWebhookUrl: new Uint8Array(1),
    lastSyncedLogId: 0,
    createdAt: 0,
  };
  const all = Array.from({ length: entries }, (_, index) => ({ id: index + 1 }) as LogEntry);
  const posts: number[][] = [];
  const faults: Error[] = [];
  const warnings: object[] = [];
  const push = createPushLog({
    clock,
    log: { warn: (fields: object) => void warnings.push(fields) },
    openUrl: () => "https://logs.example/?key=secret",
    readLog: async (_id, from, limit) => all.filter(({ id }) => id >= from).slice(0, limit),
    toRows: async (_id, page) => page.map(({ id }) => id),
    async post(_url, body) {
      const fault = faults.shift();
      if (fault) throw fault;
      posts.push((body as { logs: number[] }).logs);
    },
    store: {
      ensure: async () => proxy,
      listWithWebhook: async () => [{ ...proxy }],
      update: async (_id, change) => Object.assign(proxy, change),
    },
  });
  return { clock, proxy, posts, faults, warnings, push };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("sending the log", () => {
  test("happens every five minutes, in requests of a thousand, each record once", async () => {
    const { clock, posts, push } = createPush(2_500);
    push.start();
    clock.advance(5 * MINUTE - 1);
    expect(posts).toEqual([]);
    clock.advance(1);
    await settle();
    expect(posts.map((page) => page.length)).toEqual([1000, 1000, 500]);
    expect(new Set(posts.flat()).size).toBe(2_500);
    clock.advance(5 * MINUTE);
    await settle();
    expect(posts).toHaveLength(3);
    await push.close();
  });

  test("a request that fails is tried once more, then with the next turn; the address is not told", async () => {
    const { posts, faults, warnings, push } = createPush(3);
    faults.push(new Error("connect ECONNREFUSED https://logs.example/?key=secret"));
    await push.push();
    expect(posts).toEqual([[1, 2, 3]]);
    const other = createPush(3);
    other.faults.push(new Error("one"), new Error("two"));
    await other.push.push();
    expect(other.posts).toEqual([]);
    expect(other.proxy.lastSyncedLogId).toBe(0);
    await other.push.push();
    expect(other.posts).toEqual([[1, 2, 3]]);
    expect(JSON.stringify([warnings, other.warnings])).not.toMatch(/secret|logs\.example/);
    expect(other.warnings).toHaveLength(1);
  });

  test("one turn is bounded, however much there is", async () => {
    const { posts, push } = createPush(30_000);
    await push.push();
    expect(posts).toHaveLength(20);
  });

  test("after the end nothing is sent any more", async () => {
    const { clock, posts, push } = createPush(1);
    push.start();
    await push.close();
    clock.advance(60 * MINUTE);
    await settle();
    expect(posts).toEqual([]);
  });
});
