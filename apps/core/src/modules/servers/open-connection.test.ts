import { beforeEach, describe, expect, it } from "vitest";
import type { ConnectionScope } from "./server-link.ts";
import { addInput, callerOf, createServersKit, type ServersKit, settle, WORKSPACE } from "./twins/servers-kit.ts";
import type { TwinConnection } from "./twins/twin-connector.ts";

const actor = callerOf();
const URL_SHOWN = { method: "elicitation/create", params: { mode: "url", url: "https://x", elicitationId: "e1" } };
const URL_OVER = { method: "notifications/elicitation/complete", params: { elicitationId: "e1" } };
const MESSAGE = { method: "notifications/message", params: { level: "info", data: "?" } };
const LISTS_CHANGED = { method: "notifications/tools/list_changed" };
const never = new AbortController().signal;

let kit: ServersKit;
let told: string[];
const sessionOf = (name: string): ConnectionScope => ({
  key: `session ${name}`,
  principalId: `prn_${name}`,
  clientKey: "token",
  sessionId: name,
  ask: async () => ({ kind: "result", result: {} }),
  tell: ({ method }) => void told.push(`${name} ${method}`),
});
/** A call of a client, from its beginning to its answer. */
const call = async (name: string): Promise<TwinConnection> => {
  const answer = kit.servers.link.request(
    WORKSPACE,
    "files",
    "tools/call",
    { name: "echo" },
    {
      timeoutMs: 60_000,
      scope: sessionOf(name),
    },
  );
  await settle();
  kit.twin.latest.calls.at(-1)?.answer({ kind: "result", result: {} });
  await answer;
  return kit.twin.latest;
};

beforeEach(async () => {
  told = [];
  kit = createServersKit();
  await kit.servers.add(actor, addInput("files"));
  // Its questions are put on the connection that everybody shares.
  await kit.servers.update(actor, { serverId: "files", settings: { connection: "shared" } });
});

describe("a connection that takes the place of another one", () => {
  it("has users of its own: those of the one before neither share it nor are told what is said there (A21)", async () => {
    const before = await call("ann");
    await call("bob");
    before.options.onNotification?.(MESSAGE);
    expect(told).toEqual([]);
    await kit.servers.restart(actor, "files");
    kit.twin.latest.options.onNotification?.(MESSAGE);
    expect(told).toEqual([]);
    const next = await call("bob");
    expect(next).not.toBe(before);
    next.options.onNotification?.(MESSAGE);
    expect(told).toEqual(["bob notifications/message"]);
  });

  it.each([
    ["was restarted", () => kit.servers.restart(actor, "files")],
    ["broke", async () => kit.twin.latest.die()],
  ])("hears nothing that the one before still says after it %s, and tells nobody of it", async (_, end) => {
    const before = await call("ann");
    before.options.onNotification?.(MESSAGE);
    expect(told).toHaveLength(1);
    await end();
    const next = await call("ann");
    const published = kit.published.length;
    for (const late of [MESSAGE, LISTS_CHANGED]) before.options.onNotification?.(late);
    expect([told.length, kit.published.length]).toEqual([1, published]);
    next.options.onNotification?.(LISTS_CHANGED);
    expect(kit.published.slice(published).map(({ type }) => type)).toEqual(["server.lists_changed"]);
  });

  it("knows of no question of the one before: an id may be another one's there (A24)", async () => {
    const before = await call("ann");
    expect(await before.options.onQuestion?.(URL_SHOWN, never)).toMatchObject({ kind: "result" });
    await kit.servers.restart(actor, "files");
    const next = await call("bob");
    next.options.onNotification?.(URL_OVER);
    expect(told).toEqual([]);
    await next.options.onQuestion?.(URL_SHOWN, never);
    next.options.onNotification?.(URL_OVER);
    expect(told).toEqual(["bob notifications/elicitation/complete"]);
  });
});
