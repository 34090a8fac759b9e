import { describe, expect, test } from "vitest";
import { CoreError } from "../../errors.ts";
import { actor, advance, answer, begin, get, kit, online, unanswered, use } from "./twins/one-server.ts";
import { addInput, callerOf, createServersKit, settle } from "./twins/servers-kit.ts";

describe("looking after a connection", () => {
  test("it is stopped when idle, with its own time, and never under a call", async () => {
    await online({ idleStopMs: 10_000 });
    const running = begin();
    await settle();
    await advance(60_000);
    expect(kit.twin.latest.isClosed).toBe(false);
    answer();
    await running;
    await advance(9_000);
    expect(await get()).toMatchObject({ status: "online" });
    await advance(11_000);
    expect(await get()).toMatchObject({ status: "sleeping" });
    expect(kit.twin.latest.isClosed).toBe(true);
  });

  test("a setting of null keeps what the installation would stop; a new setting holds for what runs already", async () => {
    await online({ idleStopMs: null }, { idleStopMs: 1_000 });
    await advance(60_000);
    expect(await get()).toMatchObject({ status: "online" });
    await kit.servers.update(actor, { serverId: "files", settings: { idleStopMs: 5_000 } });
    await advance(5_000);
    expect(await get()).toMatchObject({ status: "sleeping" });
  });

  const pings = () => kit.twin.latest.calls.filter(({ method }) => method === "ping");

  test("a quiet connection is asked whether it works; any answer will do", async () => {
    await online({ keepAliveMs: 30_000 });
    await advance(29_000);
    expect(pings()).toHaveLength(0);
    await advance(1_000);
    expect(pings()).toHaveLength(1);
    pings()[0]?.answer({ kind: "error", error: { code: -32601, message: "What is that?" } });
    await settle();
    await advance(30_000);
    expect(pings()).toHaveLength(2);
    expect(await get()).toMatchObject({ status: "online" });
  });

  test("one that wants a sign-in has answered: the connection stays for what it takes without", async () => {
    await online({ keepAliveMs: 30_000 });
    for (const nth of [0, 1, 2]) {
      await advance(30_000);
      pings()[nth]?.fail(new CoreError("server.sign_in_required", "Sign in."));
      await settle();
    }
    expect(pings()).toHaveLength(3);
    expect(await get()).toMatchObject({ status: "online" });
  });

  test("one that a person has to sign in to is not asked again by itself, and with the next request", async () => {
    use(createServersKit());
    kit.twin.failures.push(new CoreError("server.sign_in_required", "Sign in."));
    const launch = { transport: "http" as const, url: "https://notes.example/mcp", headers: {} };
    await kit.servers.add(actor, { ...addInput("files"), launch });
    expect(await get()).toMatchObject({ status: "error", nextRetryAt: null, failure: { kind: "sign_in" } });
    await advance(3_600_000);
    expect(kit.twin.connections).toHaveLength(0);
    void begin();
    await settle();
    expect(await get()).toMatchObject({ status: "online" });
  });

  test("one that answers neither of two is lost, and connected anew with the next request", async () => {
    await online({ keepAliveMs: 30_000 });
    await advance(30_000);
    pings()[0]?.fail(unanswered());
    await settle();
    expect(await get()).toMatchObject({ status: "online" });
    pings()[1]?.fail(unanswered());
    await settle();
    expect(await get()).toMatchObject({
      status: "offline",
      failure: { kind: "not_answering", remedy: expect.stringContaining("restart") },
    });
    const next = begin();
    await settle();
    expect(kit.twin.connections).toHaveLength(2);
    answer();
    await next;
  });

  test("a server at work is left alone: it may have one thread only", async () => {
    await online({ keepAliveMs: 30_000 });
    const running = begin();
    await settle();
    await advance(120_000);
    expect(pings()).toHaveLength(0);
    answer();
    await running;
  });
});

describe("what an administrator sees and does", () => {
  test("a program that failed tells what kind of failure it was, and waits for a request", async () => {
    await online();
    kit.twin.latest.options.onStderrLine?.("Error: Cannot find module 'left-pad'");
    kit.twin.latest.die();
    expect(await get()).toMatchObject({
      status: "offline",
      nextRetryAt: null,
      failure: { kind: "missing_module", remedy: expect.stringContaining("left-pad") },
    });
    await advance(600_000);
    expect(kit.twin.connections).toHaveLength(1);
  });

  test("an address that failed is looked for again, less and less often", async () => {
    use(createServersKit());
    const launch = { transport: "http" as const, url: "https://example.test/mcp", headers: {} };
    await kit.servers.add(actor, { ...addInput("files"), launch });
    const down = () => new CoreError("server.unreachable", "Nothing listens.", { detail: "ECONNREFUSED" });
    kit.twin.failures.push(down(), down(), down());
    kit.twin.latest.die();
    const tries = async () => {
      const { nextRetryAt } = await get();
      return nextRetryAt === null ? null : Date.parse(nextRetryAt) - kit.clock.now();
    };
    expect(await tries()).toBe(1_000);
    await advance(1_000);
    expect(await get()).toMatchObject({ status: "offline", failure: { kind: "connection_refused" } });
    expect(await tries()).toBe(2_000);
    await advance(2_000);
    expect(await tries()).toBe(4_000);
    await advance(4_000);
    await advance(8_000);
    expect(await get()).toMatchObject({ status: "online", nextRetryAt: null, failure: null });
  });

  test("restart ends the connection under way, forgets the pause and connects anew, on the record", async () => {
    await online();
    const running = begin();
    await settle();
    await kit.servers.restart(actor, "files");
    await expect(running).rejects.toMatchObject({ code: "server.unreachable" });
    expect(kit.twin.connections).toHaveLength(2);
    expect(kit.actions()).toContain("server.restart allowed");
    kit.twin.failures.push(new CoreError("server.start_failed", "It does not start."));
    await expect(kit.servers.restart(actor, "files")).rejects.toMatchObject({ code: "server.start_failed" });
    await kit.servers.restart(actor, "files");
    expect(await get()).toMatchObject({ status: "online" });
  });

  test("restart is for administrators, and not for what is not there or switched off", async () => {
    await online();
    await expect(kit.servers.restart(callerOf("user"), "files")).rejects.toMatchObject({ code: "auth.forbidden" });
    await expect(kit.servers.restart(actor, "nothing")).rejects.toMatchObject({ code: "server.not_found" });
    await expect(kit.servers.restart(callerOf("admin", "wsp_2"), "files")).rejects.toMatchObject({
      code: "server.not_found",
    });
    await kit.servers.update(actor, { serverId: "files", enabled: false });
    await expect(kit.servers.restart(actor, "files")).rejects.toMatchObject({ code: "server.disabled" });
  });

  test("another era is another connection", async () => {
    await online();
    await kit.servers.update(actor, { serverId: "files", settings: { era: "legacy" } });
    expect(kit.twin.connections).toHaveLength(2);
    expect(kit.twin.latest.options).toMatchObject({ era: "legacy" });
    expect((await get()).settings).toEqual({ era: "legacy" });
  });

  test("a server is warm before the first request where its settings say so", async () => {
    await online({ warmUp: true });
    const rows = kit.store.rows;
    use(createServersKit());
    for (const [key, row] of rows) kit.store.rows.set(key, row);
    await kit.servers.start();
    kit.closed.add("files");
    kit.servers.warmUp(actor.principal);
    await settle();
    expect(kit.twin.connections).toHaveLength(0);
    kit.closed.delete("files");
    kit.servers.warmUp(actor.principal);
    await settle();
    expect(kit.twin.connections).toHaveLength(1);
    kit.servers.warmUp(actor.principal);
    await settle();
    expect(kit.twin.connections).toHaveLength(1);
  });
});

describe("the log of a server", () => {
  const log = (after = 0) => kit.servers.readLog(actor, { serverId: "files", after });

  test("has states, lines of standard error, and messages without their content", async () => {
    await online();
    const hear = kit.twin.latest.options.onTraffic;
    kit.twin.latest.options.onStderrLine?.("ready");
    hear?.("sent", { id: 7, method: "tools/call", params: { arguments: { secret: "s3cr3t" } } } as object, 120);
    kit.clock.advance(30);
    hear?.("received", { id: 7, result: { content: "s3cr3t" } } as object, 80);
    hear?.("received", { id: 7, result: {} } as object, 10);
    const entries = await log();
    expect(entries.map(({ kind }) => kind)).toEqual(["state", "state", "stderr", "message", "message", "message"]);
    expect(entries.slice(2)).toMatchObject([
      { line: "ready" },
      { direction: "sent", type: "request", method: "tools/call", id: "7", size: 120, durationMs: null },
      { direction: "received", type: "answer", method: "tools/call", id: "7", size: 80, durationMs: 30 },
      { direction: "received", type: "unmatched", method: null },
    ]);
    expect(JSON.stringify(entries)).not.toContain("s3cr3t");
    expect(await log(entries.at(-2)?.seq)).toEqual([entries.at(-1)]);
  });

  test("A34: it keeps so many entries and no more", async () => {
    await online({}, { logEntries: 50 });
    for (let nth = 0; nth < 1_000; nth++) kit.twin.latest.options.onStderrLine?.(`line ${nth}`);
    const entries = await log();
    expect(entries).toHaveLength(50);
    expect(entries.at(-1)).toMatchObject({ line: "line 999" });
  });

  test("it is for administrators of the workspace", async () => {
    await online();
    await expect(kit.servers.readLog(callerOf("user"), { serverId: "files" })).rejects.toMatchObject({
      code: "auth.forbidden",
    });
    await expect(kit.servers.readLog(callerOf("admin", "wsp_2"), { serverId: "files" })).rejects.toMatchObject({
      code: "server.not_found",
    });
  });
});
