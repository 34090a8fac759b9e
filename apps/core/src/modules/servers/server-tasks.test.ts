import { beforeEach, describe, expect, test } from "vitest";
import { TestClock } from "../../adapters/clock.ts";
import type { ConnectionScope, RequestHold, ServerOutcome, ServerRequestOptions } from "./server-link.ts";
import { addInput, callerOf, createServersKit, type ServersKit, settle, WORKSPACE } from "./twins/servers-kit.ts";
import type { TwinCall, TwinConnection } from "./twins/twin-connector.ts";
import { createTaskHolds } from "./task-holds.ts";

const actor = callerOf();
const ABLE = { elicitation: { form: {} } };
const RELATED = "io.modelcontextprotocol/related-task";
const IDLE_MS = 10_000;

let kit: ServersKit;
let told: unknown[];
const scopeOf = (name: string, principalId = "prn_ann"): ConnectionScope => ({
  key: `session ${name}`,
  principalId,
  clientKey: "token",
  sessionId: name,
});
const request = (
  method: string,
  params: Record<string, unknown>,
  more: Partial<ServerRequestOptions> = {},
): Promise<ServerOutcome> =>
  kit.servers.link.request(WORKSPACE, "files", method, params, {
    timeoutMs: 60_000,
    clientCapabilities: ABLE,
    scope: scopeOf("one"),
    onTaskStatus: (task) => void told.push(task),
    ...more,
  });
const task = (taskId: string, status = "working", ttl: number | null = 60_000) => ({ taskId, status, ttl });
const open = (): TwinConnection[] => kit.twin.connections.filter(({ isClosed }) => !isClosed);
/** The one request that waits at any connection. */
const waiting = async (): Promise<TwinCall> => {
  await settle();
  const [call] = kit.twin.connections.flatMap(({ calls }) => calls.splice(0));
  if (!call) throw new Error("nothing was asked");
  return call;
};
const ask = async (method: string, params: Record<string, unknown>, result: object, more = {}): Promise<void> => {
  const asked = request(method, params, more);
  (await waiting()).answer({ kind: "result", result: { ...result } });
  await asked;
};
const begin = (taskId: string, ttl?: number | null, more = {}): Promise<void> =>
  ask("tools/call", { name: "echo", task: {} }, { task: task(taskId, "working", ttl) }, more);

const start = async (asks = false): Promise<void> => {
  const before = createServersKit();
  await before.servers.add(actor, addInput("files"));
  kit = createServersKit({ idleStopMs: IDLE_MS });
  for (const [key, row] of before.store.rows) kit.store.rows.set(key, { ...row, server: { ...row.server, asks } });
  await kit.servers.start();
  told = [];
};

describe("a server with a task", () => {
  beforeEach(() => start());

  test("is not stopped for being idle before the task has ended", async () => {
    await begin("t1");
    kit.clock.advance(IDLE_MS * 2);
    expect(open()).toHaveLength(1);
    await ask("tasks/get", { taskId: "t1" }, task("t1", "completed"));
    kit.clock.advance(IDLE_MS * 2);
    expect(open()).toHaveLength(0);
  });

  test("is stopped when the task's time is over, or a day is, whatever the server says", async () => {
    await begin("t1", 30_000);
    kit.clock.advance(30_000);
    kit.clock.advance(IDLE_MS);
    expect(open()).toHaveLength(0);
    await begin("t2", null);
    kit.clock.advance(23 * 60 * 60_000);
    expect(open()).toHaveLength(1);
    kit.clock.advance(60 * 60_000 + IDLE_MS);
    expect(open()).toHaveLength(0);
  });

  test.each([
    ["its result was fetched", "tasks/result", { content: [] }],
    ["it was cancelled", "tasks/cancel", {}],
  ])("is stopped once %s", async (_, method, result) => {
    await begin("t1");
    await ask(method, { taskId: "t1" }, result);
    kit.clock.advance(IDLE_MS * 2);
    expect(open()).toHaveLength(0);
  });

  test("tells of the task to whoever began it, until it has ended, and to nobody of another one", async () => {
    await begin("t1");
    const hear = kit.twin.latest.options.onNotification;
    const say = (params: Record<string, unknown>): void => hear?.({ method: "notifications/tasks/status", params });
    say(task("t1", "input_required"));
    say(task("foreign"));
    say(task("t1", "completed"));
    say(task("t1", "working"));
    expect(told).toEqual([task("t1", "input_required"), task("t1", "completed")]);
    kit.clock.advance(IDLE_MS * 2);
    expect(open()).toHaveLength(0);
  });

  test("lets a wait for its result take nobody's place, without the times that bound a call", async () => {
    await kit.servers.update(actor, {
      serverId: "files",
      settings: { maxConcurrentRequests: 1, callTimeoutMs: 1_000, silenceTimeoutMs: 1_000 },
    });
    await begin("t1");
    const result = request("tasks/result", { taskId: "t1" });
    const waits = await waiting();
    await ask("tools/call", { name: "echo" }, { content: [] });
    kit.clock.advance(30_000);
    waits.answer({ kind: "result", result: { content: ["late"] } });
    expect(await result).toMatchObject({ result: { content: ["late"] } });
  });

  test("is not stopped while somebody waits for a result of before it was known to have one", async () => {
    const result = request("tasks/result", { taskId: "older" });
    const waits = await waiting();
    kit.clock.advance(IDLE_MS * 2);
    expect(open()).toHaveLength(1);
    waits.answer({ kind: "result", result: {} });
    await result;
    kit.clock.advance(IDLE_MS * 2);
    expect(open()).toHaveLength(0);
  });

  test("loses it with the connection", async () => {
    await begin("t1");
    kit.twin.latest.die();
    await begin("t2", 1_000);
    kit.clock.advance(1_000);
    kit.clock.advance(IDLE_MS);
    expect(open()).toHaveLength(0);
  });
});

describe("a task's questions and its connection", () => {
  const question = (taskId: string) => ({
    method: "elicitation/create",
    params: { message: "?", _meta: { [RELATED]: { taskId } } },
  });
  const never = new AbortController().signal;
  const answer = (name: string) => async (): Promise<ServerOutcome> => ({ kind: "result", result: { name } });

  test("go to whoever waits for the result, on a line that several share too (A21)", async () => {
    await start();
    await begin("t1", 60_000, { scope: scopeOf("one") });
    await begin("t2", 60_000, { scope: scopeOf("two") });
    const waits = [
      request("tasks/result", { taskId: "t1" }, { scope: scopeOf("one"), onQuestion: answer("one") }),
      request("tasks/result", { taskId: "t2" }, { scope: scopeOf("two"), onQuestion: answer("two") }),
    ];
    await settle();
    const { onQuestion } = kit.twin.latest.options;
    expect(await onQuestion?.(question("t2"), never)).toEqual({ kind: "result", result: { name: "two" } });
    expect(await onQuestion?.(question("t1"), never)).toEqual({ kind: "result", result: { name: "one" } });
    expect(await onQuestion?.(question("t3"), never)).toMatchObject({ kind: "error" });
    for (const { calls } of open()) for (const call of calls) call.answer({ kind: "result", result: {} });
    await Promise.all(waits);
  });

  test("stop the clock of whoever is asked, and of nobody else on the line (A35)", async () => {
    await start();
    const held: string[] = [];
    const hold = (name: string): RequestHold => ({
      isHeld: false,
      begin: () => void held.push(name),
      end() {},
      watch: () => () => {},
    });
    const waits = ["one", "two"].map((name) =>
      request("tasks/result", { taskId: name }, { scope: scopeOf(name), hold: hold(name), onQuestion: answer(name) }),
    );
    await settle();
    await kit.twin.latest.options.onQuestion?.(question("two"), never);
    expect(held).toEqual(["two"]);
    for (const { calls } of open()) for (const call of calls) call.answer({ kind: "result", result: {} });
    await Promise.all(waits);
  });

  test("stay where the task was begun, although the server has asked since", async () => {
    await start();
    await begin("t1");
    const [first] = open();
    const waits = request("tasks/result", { taskId: "t1" }, { onQuestion: answer("one") });
    await settle();
    await first?.options.onQuestion?.(question("t1"), never);
    // A call has a connection of its own from now on; the task has not moved.
    const call = request("tools/call", { name: "echo" });
    await settle();
    expect(open()).toHaveLength(2);
    open()[1]?.calls[0]?.answer({ kind: "result", result: { content: [] } });
    await call;
    const got = request("tasks/get", { taskId: "t1" });
    await settle();
    expect(first?.calls.map(({ method }) => method)).toEqual(["tasks/result", "tasks/get"]);
    for (const one of first?.calls ?? []) one.answer({ kind: "result", result: task("t1", "completed") });
    await Promise.all([waits, got]);
    // When it is over too: its result is there, and nowhere else.
    first?.calls.splice(0);
    const again = request("tasks/result", { taskId: "t1" }, { scope: scopeOf("next") });
    await settle();
    expect(first?.calls.map(({ method }) => method)).toEqual(["tasks/result"]);
    first?.calls[0]?.answer({ kind: "result", result: {} });
    await again;
  });

  test("outlive the session in which the task was begun, and end with the task", async () => {
    await start(true);
    await begin("t1");
    await begin("t9", 60_000, { scope: scopeOf("other") });
    const before = open().length;
    kit.servers.link.endSession(WORKSPACE, "session one");
    await settle();
    expect(open()).toHaveLength(before);
    await ask("tasks/get", { taskId: "t1" }, task("t1", "completed"), { scope: scopeOf("next") });
    kit.servers.link.endSession(WORKSPACE, "session next");
    await settle();
    expect(open()).toHaveLength(before);
    await ask("tasks/result", { taskId: "t1" }, { content: [] }, { scope: scopeOf("third") });
    kit.servers.link.endSession(WORKSPACE, "session third");
    await settle();
    expect(open()).toHaveLength(before - 1);
  });
});

describe("two clients whose tasks have the same id at the server", () => {
  const bob = { scope: scopeOf("bob", "prn_bob") };

  test.each([
    ["two clients", bob],
    ["two sessions of one client", { scope: scopeOf("two") }],
  ])("are each led to their own, where each has a process: %s (A21, A24)", async (_, second) => {
    await start(true);
    await begin("1");
    await begin("1", 60_000, second);
    const [ann, other] = open().slice(-2);
    for (const [more, mine, foreign] of [
      [{}, ann, other],
      [second, other, ann],
    ] as const) {
      const asked = request("tasks/result", { taskId: "1" }, more);
      await settle();
      expect([mine?.calls.length, foreign?.calls.length]).toEqual([1, 0]);
      mine?.calls.splice(0)[0]?.answer({ kind: "result", result: {} });
      await asked;
    }
  });

  test("are not shown each other's, where the server has counted anew since (A24)", async () => {
    await start();
    await begin("1");
    kit.twin.latest.die();
    await begin("1", 60_000, bob);
    expect(await request("tasks/result", { taskId: "1" })).toMatchObject({ kind: "error", error: { code: -32602 } });
    expect(kit.twin.latest.calls).toEqual([]);
    await ask("tasks/result", { taskId: "1" }, {}, bob);
  });
});

describe("a task that somebody listens to", () => {
  const watch = (taskId: string, onChanged = () => {}) =>
    kit.servers.link.watchTask(WORKSPACE, "files", { taskId, onChanged });
  const say = (taskId: string): void =>
    kit.twin.latest.options.onNotification?.({ method: "notifications/tasks", params: { taskId } });
  beforeEach(async () => {
    await start();
    kit.twin.tellsOfTasks = (taskIds) => taskIds.filter((taskId) => taskId !== "quiet");
    await begin("t1");
  });

  test("is asked for once, under the server's own id, however many listen, and no longer once nobody does", async () => {
    const heard: string[] = [];
    const first = await watch("t1", () => heard.push("first"));
    const second = await watch("t1", () => heard.push("second"));
    const other = await watch("quiet", () => heard.push("quiet"));
    expect([first.isTold, second.isTold, other.isTold]).toEqual([true, true, false]);
    say("t1");
    say("foreign");
    expect(heard).toEqual(["first", "second"]);
    first.stop();
    first.stop();
    say("t1");
    expect(heard).toEqual(["first", "second", "second"]);
    second.stop();
    other.stop();
    expect(kit.twin.latest.watchedTasks).toEqual([["t1"], ["t1", "quiet"], ["quiet"], []]);
    say("t1");
    expect(heard).toHaveLength(3);
  });

  test("is asked for anew where the connection is another one, and is not told of meanwhile", async () => {
    const listening = await watch("t1");
    kit.twin.latest.die();
    expect(listening.isTold).toBe(false);
    await begin("t2");
    expect([listening.isTold, kit.twin.latest.watchedTasks]).toEqual([true, [["t1"]]]);
  });

  test("keeps its server from being stopped for idleness", async () => {
    const listening = await watch("t1");
    await ask("tasks/get", { taskId: "t1" }, task("t1", "completed"));
    kit.clock.advance(IDLE_MS * 2);
    expect(open()).toHaveLength(1);
    listening.stop();
    kit.clock.advance(IDLE_MS * 2);
    expect(open()).toHaveLength(0);
  });

  test("is told of by no server that is switched off or not there", async () => {
    await kit.servers.update(actor, { serverId: "files", enabled: false });
    await expect(watch("t1")).rejects.toMatchObject({ code: "server.disabled" });
    await expect(
      kit.servers.link.watchTask(WORKSPACE, "nobody", { taskId: "t1", onChanged() {} }),
    ).rejects.toMatchObject({ code: "server.not_found" });
  });
});

test("a task whose id has no bound is not kept (A34)", async () => {
  const tasks = createTaskHolds(new TestClock());
  for (const taskId of ["x".repeat(1_024), "x".repeat(1_025)]) {
    const send = async (): Promise<ServerOutcome> => ({ kind: "result", result: { task: task(taskId) } });
    await tasks.follow("tools/call", {}, { timeoutMs: 1, onTaskStatus: () => {} }, send);
  }
  expect(["x".repeat(1_024), "x".repeat(1_025)].map((id) => tasks.has(id, undefined))).toEqual([true, false]);
});
