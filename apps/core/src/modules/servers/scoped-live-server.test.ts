import { beforeEach, describe, expect, test } from "vitest";
import type { ConnectionScope } from "./server-link.ts";
import { addInput, callerOf, createServersKit, type ServersKit, settle, WORKSPACE } from "./twins/servers-kit.ts";
import type { TwinConnection } from "./twins/twin-connector.ts";

const actor = callerOf();
const ABLE = { elicitation: { form: {} } };
const FORM = { method: "elicitation/create", params: { message: "?" } };
const never = new AbortController().signal;

let kit: ServersKit;
const sessionOf = (name: string): ConnectionScope => ({
  key: `session ${name}`,
  principalId: `prn_${name[0]}`,
  clientKey: "token",
  sessionId: name,
});
const clientOf = (name: string): ConnectionScope => ({
  key: `client ${name}`,
  principalId: `prn_${name}`,
  clientKey: "token",
  sessionId: null,
});
const request = (scope: ConnectionScope, clientCapabilities: Record<string, unknown> | null = ABLE, name = "echo") =>
  kit.servers.link.request(
    WORKSPACE,
    "files",
    "tools/call",
    { name },
    { timeoutMs: 60_000, scope, ...(clientCapabilities && { clientCapabilities }) },
  );
/** The connections that are open, with whether each has a call under way. */
const open = (): TwinConnection[] => kit.twin.connections.filter(({ isClosed }) => !isClosed);
const answerAll = async (): Promise<void> => {
  await settle();
  for (const { calls } of kit.twin.connections)
    for (const call of calls.splice(0)) call.answer({ kind: "result", result: {} });
  await settle();
};
const start = async (limits: Parameters<typeof createServersKit>[0] = {}, asks = true): Promise<void> => {
  const before = createServersKit();
  await before.servers.add(actor, addInput("files"));
  kit = createServersKit(limits);
  for (const [key, row] of before.store.rows) kit.store.rows.set(key, { ...row, server: { ...row.server, asks } });
  await kit.servers.start();
};

describe("a server that is not known to ask", () => {
  beforeEach(() => start({}, false));

  test("has one connection for everybody, which declares whatever some client might", async () => {
    const answers = [request(sessionOf("ann")), request(sessionOf("bob")), request(clientOf("cid"), null)];
    await answerAll();
    await Promise.all(answers);
    expect(open()).toHaveLength(1);
    expect(Object.keys(open()[0]?.options.clientCapabilities ?? {})).toEqual(["sampling", "elicitation"]);
  });

  test("is known once it has asked, also when nobody could be asked, and after a restart", async () => {
    const answers = [request(sessionOf("ann")), request(sessionOf("bob"))];
    await settle();
    expect(await open()[0]?.options.onQuestion?.(FORM, never)).toMatchObject({ error: { code: -32601 } });
    await answerAll();
    await Promise.all(answers);
    expect((await kit.servers.get(actor, "files")).asks).toBe(true);
    expect(kit.store.rows.get(`${WORKSPACE}/files`)?.server.asks).toBe(true);
    const next = request(sessionOf("ann"));
    await answerAll();
    await next;
    expect(open()).toHaveLength(2);
  });
});

describe("a server that is known to ask", () => {
  beforeEach(() => start());

  test("a session's connection declares what the session does, is its own, and ends with it", async () => {
    const answers = [request(sessionOf("ann")), request(sessionOf("ann")), request(sessionOf("bob"), { sampling: {} })];
    await answerAll();
    await Promise.all(answers);
    const declared = open().map(({ options }) => options.clientCapabilities);
    // One beside them reads what the server has.
    expect(declared).toEqual(expect.arrayContaining([ABLE, { sampling: {} }]));
    expect(declared).toHaveLength(3);
    kit.servers.link.endSession(WORKSPACE, "session ann");
    await settle();
    expect(open().map(({ options }) => options.clientCapabilities)).not.toContainEqual(ABLE);
    expect(open()).toHaveLength(2);
  });

  test("a client without sessions has one for each call at a time, and keeps it for its next", async () => {
    const answers = [request(clientOf("ann")), request(clientOf("ann")), request(clientOf("bob"))];
    await answerAll();
    await Promise.all(answers);
    expect(open()).toHaveLength(4);
    const next = request(clientOf("ann"));
    await answerAll();
    await next;
    expect(open()).toHaveLength(4);
  });

  test("those that cannot be asked share one", async () => {
    const answers = [request(sessionOf("ann"), null), request(sessionOf("bob"), {}), request(clientOf("cid"), null)];
    await answerAll();
    await Promise.all(answers);
    expect(open()).toHaveLength(2);
    expect(open().map(({ options }) => options.clientCapabilities)).toContainEqual({});
  });

  test("A35: so many and no more: an idle one makes room, and when all are in use the call is refused", async () => {
    await start({ maxLanesPerPrincipal: 2 });
    const first = [request(sessionOf("a1")), request(sessionOf("a2"))];
    await settle();
    await expect(request(sessionOf("a3"))).rejects.toMatchObject({ code: "server.busy", retryAfterSeconds: 5 });
    // Another principal's are counted apart.
    const bobs = request(sessionOf("b1"));
    await answerAll();
    await Promise.all([...first, bobs]);
    kit.clock.advance(1);
    const again = request(sessionOf("a3"));
    await answerAll();
    await again;
    expect(open()).toHaveLength(4);
  });

  test("one that nobody uses stops after a while", async () => {
    const done = request(sessionOf("ann"));
    await answerAll();
    await done;
    kit.clock.advance(5 * 60_000);
    await settle();
    expect(open().map(({ options }) => options.clientCapabilities)).not.toContainEqual(ABLE);
  });

  test("A37: a tool that is another one on the client's own connection is not called there", async () => {
    const gate = Promise.withResolvers<void>();
    // The shared connection reads what everybody knows.
    const warm = request(sessionOf("bob"), null);
    await answerAll();
    await warm;
    kit.twin.lists["tools/list"] = { tools: [{ name: "echo", description: "Other.", inputSchema: {} }] };
    kit.twin.gate = gate.promise;
    const refused = request(sessionOf("ann"));
    refused.catch(() => {});
    gate.resolve();
    kit.twin.gate = null;
    await expect(refused).rejects.toMatchObject({ code: "permission.denied" });
    expect(open().flatMap(({ calls }) => calls)).toEqual([]);
  });

  test("follows its settings: one for everybody, one for each principal, one for each session", async () => {
    const useBy = async (connection: "shared" | "per-principal" | "per-session") => {
      await kit.servers.update(actor, { serverId: "files", settings: { connection } });
      const answers = [request(sessionOf("a1")), request(sessionOf("a2")), request(sessionOf("b1"))];
      await answerAll();
      await Promise.all(answers);
      return open().length;
    };
    expect(await useBy("shared")).toBe(1);
    expect(await useBy("per-principal")).toBe(1 + 2);
    expect(await useBy("per-session")).toBe(1 + 3);
    // What is no longer wanted is closed.
    expect(await useBy("shared")).toBe(1);
  });

  test("an administrator withholds kinds of questions: they are neither declared nor asked", async () => {
    await kit.servers.update(actor, { serverId: "files", settings: { questions: [] } });
    const answer = request(sessionOf("ann"));
    await settle();
    const line = open().find(({ calls }) => calls.length > 0);
    expect(await line?.options.onQuestion?.(FORM, never)).toMatchObject({
      error: { message: expect.stringContaining("administrator") },
    });
    await answerAll();
    await answer;
    expect(open().some(({ options }) => Object.keys(options.clientCapabilities ?? {}).length === 0)).toBe(true);
  });
});

describe("what a client watches", () => {
  const uri = "test://a";
  const updated = { method: "notifications/resources/updated", params: { uri } };
  const heard: string[] = [];
  const ended: string[] = [];
  const watch = (scope: ConnectionScope) =>
    kit.servers.link.watch(WORKSPACE, "files", {
      uri,
      scope,
      clientCapabilities: ABLE,
      onUpdated: () => void heard.push(scope.key),
      onEnded: () => void ended.push(scope.key),
    });
  const call = async (scope: ConnectionScope): Promise<void> => {
    const answer = request(scope);
    await answerAll();
    await answer;
  };
  const ownOf = (scope: ConnectionScope): TwinConnection | undefined =>
    open().find(({ options }) => options.clientCapabilities === ABLE && scope.sessionId !== null);
  const shared = (): TwinConnection | undefined => open().find(({ options }) => options.clientCapabilities !== ABLE);
  const ann = sessionOf("ann");

  const startWatchable = async (...how: Parameters<typeof start>): Promise<void> => {
    await start(...how);
    kit.twin.capabilities = { tools: {}, resources: { subscribe: true } };
    kit.twin.lists["resources/list"] = { resources: [] };
    kit.twin.lists["resources/templates/list"] = { resourceTemplates: [] };
  };

  beforeEach(async () => {
    heard.length = ended.length = 0;
    await startWatchable({ maxLanesPerPrincipal: 1 });
  });

  test("is watched on the shared connection until its calls have one of their own, and then there", async () => {
    await watch(ann);
    expect(open().map(({ watched }) => watched)).toEqual([[uri]]);
    await call(ann);
    expect([shared()?.watched, ownOf(ann)?.watched]).toEqual([[], [uri]]);
    shared()?.options.onNotification?.(updated);
    expect(heard).toEqual([]);
    ownOf(ann)?.options.onNotification?.(updated);
    expect(heard).toEqual([ann.key]);
  });

  test("is watched on its own connection at once where there is one, which does not stop meanwhile", async () => {
    await call(ann);
    const stop = await watch(ann);
    expect([shared()?.watched, ownOf(ann)?.watched]).toEqual([[], [uri]]);
    kit.clock.advance(5 * 60_000);
    await settle();
    expect(ownOf(ann)?.watched).toEqual([uri]);
    stop();
    expect(ownOf(ann)?.watched).toEqual([]);
    kit.clock.advance(5 * 60_000);
    await settle();
    expect(ownOf(ann)).toBeUndefined();
  });

  test("A35: keeps no other call from a connection: it goes back to the shared one, and follows the next call", async () => {
    await watch(ann);
    await call(ann);
    const second = { ...sessionOf("ann2"), principalId: ann.principalId };
    await call(second);
    expect([shared()?.watched, ownOf(second)?.watched]).toEqual([[uri], []]);
    expect(ended).toEqual([]);
    await call(ann);
    expect([shared()?.watched, ownOf(ann)?.watched]).toEqual([[], [uri]]);
  });

  test("survives a restart and another setting, wherever it was", async () => {
    await watch(ann);
    await call(ann);
    await kit.servers.restart(actor, "files");
    await settle();
    expect(open().map(({ watched }) => watched)).toEqual([[uri]]);
    await call(ann);
    await kit.servers.update(actor, { serverId: "files", settings: { connection: "shared" } });
    await settle();
    expect(open().map(({ watched }) => watched)).toEqual([[uri]]);
    expect(ended).toEqual([]);
  });

  test("A21: what the server says beside calls is not told to the one caller of a connection on which another one has watched", async () => {
    await startWatchable({}, false);
    const told: string[] = [];
    const say = (): void => shared()?.options.onNotification?.({ method: "notifications/message", params: {} });
    const telling = { ...ann, tell: () => void told.push(ann.key) };
    await call(telling);
    const stopOwn = await watch(telling);
    say();
    expect(told).toEqual([ann.key]);
    const stop = await watch(sessionOf("bob"));
    say();
    expect(told).toHaveLength(1);
    stop();
    stopOwn();
    say();
    // It may still speak of what was watched.
    expect(told).toHaveLength(1);
    // Another connection has users of its own.
    await kit.servers.restart(actor, "files");
    await call(telling);
    say();
    expect(told).toHaveLength(2);
  });

  test("what the server says is told to one who only watches, and to nobody once another one does", async () => {
    await startWatchable({}, false);
    const told: string[] = [];
    const say = (): void => shared()?.options.onNotification?.({ method: "notifications/message", params: {} });
    const teller = (scope: ConnectionScope): ConnectionScope => ({ ...scope, tell: () => void told.push(scope.key) });
    await watch(teller(ann));
    say();
    expect(told).toEqual([ann.key]);
    // Those who watch use the next connection, too.
    await kit.servers.restart(actor, "files");
    await settle();
    say();
    expect(told).toEqual([ann.key, ann.key]);
    await watch(teller(sessionOf("bob")));
    say();
    expect(told).toHaveLength(2);
  });

  test("is over, once, when the server is removed", async () => {
    await watch(ann);
    await call(ann);
    await watch(sessionOf("bob"));
    await kit.servers.remove(actor, "files");
    await settle();
    expect(ended.toSorted()).toEqual([ann.key, "session bob"]);
    expect(open()).toEqual([]);
  });

  test("is refused where the server does not tell of updates, and nothing is left of it", async () => {
    kit.twin.capabilities = { tools: {} };
    await call(ann);
    await expect(watch(ann)).rejects.toMatchObject({ code: "request.unsupported" });
    expect(open().flatMap(({ watched }) => watched)).toEqual([]);
  });
});
