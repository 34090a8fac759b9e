import { expect, it } from "vitest";
import { TestClock } from "../../adapters/clock.ts";
import type { ServerOutcome } from "../servers/server-link.ts";
import type { CacheQuestion } from "./answer-key.ts";
import { DEFAULT_CACHE_POLICY } from "./cache-policy.ts";
import type { PurgeScope } from "./purge-scope.ts";
import { createResultCache } from "./result-cache.ts";

const WORKSPACE = "ws";
const policy = {
  id: "cpo_1",
  serverId: "notes",
  kind: "tool",
  name: "list",
  updatedAt: 0,
  ...DEFAULT_CACHE_POLICY,
} as const;
const question = (change: Partial<CacheQuestion> = {}): CacheQuestion => ({
  workspaceId: WORKSPACE,
  principalId: "prn_a",
  ownerId: null,
  serverRowId: "srv_1",
  nameAtServer: "list",
  definitionHash: "h",
  policySetVersion: 1,
  args: {},
  policy,
  isShared: false,
  isAnonymous: false,
  ...change,
});

const setUp = (maxBytes = 1024 * 1024) => {
  const clock = new TestClock();
  const cache = createResultCache({ clock, maxBytes });
  let asked = 0;
  const result = (text = "x"): ServerOutcome => ({ kind: "result", result: { content: [{ type: "text", text }] } });
  const ask = async (of: CacheQuestion, text?: string): Promise<number> => {
    await cache.answer(of, async () => (asked++, result(text)));
    return asked;
  };
  return { clock, cache, ask };
};

it.each<[string, Partial<CacheQuestion>]>([
  ["workspace", { workspaceId: "other" }],
  ["principal", { principalId: "prn_b" }],
  ["owner", { ownerId: "prn_o" }],
  ["server of the same name", { serverRowId: "srv_2" }],
  ["definition", { definitionHash: "i" }],
  ["version of the rules", { policySetVersion: 2 }],
  ["name at the server", { nameAtServer: "note://2" }],
  ["arguments", { args: { a: 1 } }],
  ["cache policy", { policy: { ...policy, updatedAt: 1 } }],
  ["sharing", { isShared: true }],
  ["caller without a sign-in", { isAnonymous: true }],
])("another %s is another question (A27)", async (_what, change) => {
  const { ask } = setUp();
  expect(await ask(question())).toBe(1);
  expect(await ask(question())).toBe(1);
  expect(await ask(question(change))).toBe(2);
});

it("what is shared is one question, whoever asks", async () => {
  const { ask } = setUp();
  await ask(question({ isShared: true }));
  expect(await ask(question({ isShared: true, principalId: "prn_b", ownerId: "prn_o" }))).toBe(1);
});

it("arguments that nest too deep to be compared are asked every time (A34)", async () => {
  const { ask } = setUp();
  let args = {};
  for (let depth = 0; depth < 100; depth++) args = { args };
  await ask(question({ args }));
  expect(await ask(question({ args }))).toBe(2);
});

it("forgets the least recently used when there is no room, and counts what it keeps", async () => {
  const { ask, cache } = setUp(10_000);
  for (let n = 0; n < 10; n++) await ask(question({ args: { n } }), "x".repeat(2_000));
  expect(cache.list(WORKSPACE).length).toBe(3);
  expect(await ask(question({ args: { n: 9 } }))).toBe(10);
  expect(await ask(question({ args: { n: 0 } }))).toBe(11);
  expect(cache.countsOf(policy.id)).toEqual({ hits: 1, misses: 11 });
});

it.each<[PurgeScope | "key", string[]]>([
  [{ scope: "all" }, []],
  [{ scope: "server", serverId: "notes" }, ["other"]],
  [{ scope: "capability", serverId: "notes", kind: "tool", name: "list" }, ["prompt", "other"]],
  [{ scope: "principal", principalId: "prn_b" }, ["prompt", "other", "a"]],
  ["key", ["prompt", "other", "b"]],
  [{ scope: "expired" }, ["prompt", "other", "b"]],
])("forgets by scope, in one workspace only: %o", async (scope, left) => {
  const { ask, cache, clock } = setUp();
  await ask(question({ args: { is: "a" }, policy: { ...policy, ttlSeconds: 10 } }));
  const [a] = cache.list(WORKSPACE);
  await ask(question({ principalId: "prn_b", args: { is: "b" } }));
  await ask(question({ args: { is: "prompt" }, policy: { ...policy, kind: "prompt", name: "plan" } }));
  await ask(question({ args: { is: "other" }, policy: { ...policy, serverId: "other" } }));
  await ask(question({ workspaceId: "elsewhere" }));
  clock.advance(10_000);
  const purge: PurgeScope = scope === "key" ? { scope: "key", key: a?.key ?? "" } : scope;
  expect(cache.purge(WORKSPACE, purge)).toBe(4 - left.length);
  const kept = cache.list(WORKSPACE).map(({ subject, key }) => {
    if (subject.serverId === "other") return "other";
    if (subject.kind === "prompt") return "prompt";
    return key === a?.key ? "a" : "b";
  });
  expect(kept.sort()).toEqual(left.sort());
  expect(cache.list("elsewhere")).toHaveLength(1);
});

it("a question that is purged while it is on its way is not kept, and nobody joins it", async () => {
  const { cache } = setUp();
  const lands: ((outcome: ServerOutcome) => void)[] = [];
  const ask = () => cache.answer(question(), () => new Promise((resolve) => lands.push(resolve)));
  const first = ask();
  const joined = ask();
  cache.purge(WORKSPACE, { scope: "server", serverId: "notes" });
  const later = ask();
  const say = (text: string): ServerOutcome => ({ kind: "result", result: { text } });
  await Promise.resolve();
  expect(lands).toHaveLength(2);
  lands[0]?.(say("old"));
  lands[1]?.(say("new"));
  expect((await first).mark).toBeNull();
  expect(await joined).toMatchObject({ mark: { status: "shared" }, outcome: { result: { text: "old" } } });
  expect(await later).toMatchObject({ mark: null, outcome: { result: { text: "new" } } });
  expect((await ask()).outcome).toMatchObject({ result: { text: "new" } });
});

it("everybody gets a copy of their own, and the time that is left", async () => {
  const { cache, clock } = setUp();
  const ask = () => cache.answer(question(), async () => ({ kind: "result", result: { list: [1], ttlMs: 20_000 } }));
  await ask();
  clock.advance(5_000);
  const one = await ask();
  (one.outcome as unknown as { result: { list: number[] } }).result.list.push(2);
  expect(await ask()).toMatchObject({ outcome: { result: { list: [1], ttlMs: 15_000 } } });
  clock.advance(15_000);
  expect((await ask()).mark).toBeNull();
});

it("one failure is one asker's: those who wait ask for themselves, all at once", async () => {
  const { cache } = setUp();
  let asked = 0;
  const failing = () =>
    cache.answer(question(), async () => {
      asked++;
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error("down");
    });
  const all = await Promise.allSettled([failing(), failing(), failing()]);
  expect(all.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(asked).toBe(3);
});

it("who gives up waiting is let go, and the question goes on", async () => {
  const { cache } = setUp();
  let land: (outcome: ServerOutcome) => void = () => {};
  const first = cache.answer(question(), () => new Promise((resolve) => (land = resolve)));
  const abort = new AbortController();
  const waiting = cache.answer(question(), () => Promise.reject(new Error("asked twice")), abort.signal);
  abort.abort();
  await expect(waiting).rejects.toMatchObject({ code: "request.cancelled" });
  land({ kind: "result", result: {} });
  expect((await first).mark).toBeNull();
});

it("keeps answers to callers without a sign-in in a room of their own, which pushes nobody else's out (A27)", async () => {
  const { cache, ask } = setUp(80_000);
  await ask(question());
  for (let i = 0; i < 100; i++)
    await ask(question({ isAnonymous: true, principalId: `anonymous:${i}`, args: { i } }), "y".repeat(5_000));
  expect(await ask(question())).toBe(101);
  const bytes = cache.list(WORKSPACE).map(({ json }) => json.length);
  expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(20_000);
  expect(bytes.length).toBeGreaterThan(1);
  expect(cache.purge(WORKSPACE, { scope: "all" })).toBe(bytes.length);
});
