import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTaskWorld, type Json, TASKS, type TaskClient, type TaskWorld } from "./world.ts";

/** On a machine that has much else to do. */
const PATIENCE = { timeout: 10_000 };

let world: TaskWorld;
beforeAll(async () => {
  world = await createTaskWorld();
}, 60_000);
afterAll(() => world.stop());

/** Starts a task of 2025-11-25 and answers its state. */
const start = async ({ client }: TaskClient, name: string, args: Json = {}): Promise<{ taskId: string }> => {
  const stream = client.experimental.tasks.callToolStream({ name, arguments: args }, CallToolResultSchema, {
    task: { ttl: 30_000 },
  });
  for await (const event of stream) {
    if (event.type === "taskCreated") return event.task;
    throw new Error(JSON.stringify(event));
  }
  throw new Error("the call ended without a task");
};
const resultOf = ({ client }: TaskClient, taskId: string): Promise<Json> =>
  client.experimental.tasks.getTaskResult(taskId, CallToolResultSchema);
const failureOf = async (asked: Promise<unknown>): Promise<{ code: number; message: string }> => {
  try {
    await asked;
  } catch (error) {
    const { code, message } = error as { code: number; message: string };
    return { code, message };
  }
  throw new Error("it did not fail");
};

describe.each(["stdio", "http"])("tasks of 2025-11-25 at a server over %s", (transport) => {
  const server = `${transport}-legacy`;

  it("run from the call to the result, under an id of Core's own, and are told of", async () => {
    const agent = await world.connect("claude");
    expect(agent.client.getServerCapabilities()?.tasks).toEqual({
      list: {},
      cancel: {},
      requests: { tools: { call: {} } },
    });
    const { tools } = await agent.client.listTools();
    expect(tools.find(({ name }) => name === `${server}__research`)?.execution).toEqual({ taskSupport: "required" });
    const events: Json[] = [];
    const stream = agent.client.experimental.tasks.callToolStream({
      name: `${server}__research`,
      // What is over before its creation is known here is told to nobody: clients ask (2025-11-25, Tasks).
      arguments: { topic: "bees", ms: 300 },
    });
    for await (const event of stream) events.push(event as never);
    expect(events.at(0)).toMatchObject({ type: "taskCreated", task: { status: "working" } });
    expect(events.at(-1)).toMatchObject({
      type: "result",
      result: { content: [{ text: "bees is done" }], structuredContent: { card: "4242" } },
    });
    const { taskId } = (events[0] as { task: { taskId: string } }).task;
    expect(events.at(-1)).toMatchObject({ result: { _meta: { "io.modelcontextprotocol/related-task": { taskId } } } });
    const { tasks } = await agent.client.experimental.tasks.listTasks();
    expect(tasks.at(-1)).toMatchObject({ taskId, status: "completed" });
    await expect.poll(() => agent.told.at(-1), PATIENCE).toMatchObject({ taskId, status: "completed" });
    await agent.client.close();
  });

  it("ask the client that has started them, and nobody else, while others use the same server (A24, A42)", async () => {
    const [first, second] = await Promise.all([world.connect(`one-${transport}`), world.connect(`two-${transport}`)]);
    const tasks = await Promise.all([first, second].map((agent) => start(agent, `${server}__work`, { ask: "name" })));
    const results = await Promise.all([first, second].map((agent, at) => resultOf(agent, tasks[at]?.taskId ?? "")));
    expect(results.map(({ content }) => content)).toEqual(
      ["one", "two"].map((who) => [{ type: "text", text: `it is done for accept {"name":"${who}-${transport}"}` }]),
    );
    expect(first.asked).toMatchObject([
      { message: "Who?", _meta: { "io.modelcontextprotocol/related-task": { taskId: tasks[0]?.taskId } } },
    ]);
    // A secret is asked of nobody.
    const secret = await start(first, `${server}__work`, { ask: "password" });
    expect(JSON.stringify(await resultOf(first, secret.taskId))).toMatch(/refused.*secret in the field/);
    expect(first.asked).toHaveLength(1);
  });

  it("are cancelled by whoever has started them", async () => {
    const agent = await world.connect("claude");
    const { taskId } = await start(agent, `${server}__work`, { ms: 60_000 });
    expect(await agent.client.experimental.tasks.cancelTask(taskId)).toMatchObject({ taskId, status: "cancelled" });
    // Also from another session of the same client, whose calls have a connection of their own.
    const other = await world.connect("claude");
    for (const { client } of [agent, other])
      expect(await client.experimental.tasks.getTask(taskId)).toMatchObject({ taskId, status: "cancelled" });
    const again = await failureOf(agent.client.experimental.tasks.cancelTask(taskId));
    expect(again).toMatchObject({ code: -32602 });
  });
});

it("says that a task is lost when its server was started anew", async () => {
  const agent = await world.connect("claude");
  const { taskId } = await start(agent, "stdio-legacy__work", { ms: 60_000 });
  await failureOf(agent.client.callTool({ name: "stdio-legacy__die" }));
  expect(await failureOf(agent.client.experimental.tasks.getTask(taskId))).toMatchObject({
    code: -32602,
    message: expect.stringMatching(/does not know this task any more/),
  });
  expect((await agent.client.experimental.tasks.listTasks()).tasks.map((task) => task.taskId)).not.toContain(taskId);
});

describe.each(["stdio", "http"])("tasks of 2026-07-28 at a server over %s", (transport) => {
  const server = `${transport}-modern`;
  const call = async (tool: string, args: Json = {}, capabilities?: Json): Promise<Json> => {
    const params = { name: `${server}__${tool}`, arguments: args };
    const answer = await world.modern("claude", "tools/call", params, capabilities);
    return { status: answer.status, ...(answer.body.result ?? answer.body) };
  };
  const ask = async (method: string, taskId: unknown, more: Json = {}): Promise<Json> => {
    const answer = await world.modern("claude", method, { taskId, ...more });
    return answer.body.result ?? (answer.body.error as never);
  };

  it("run from the call to the result, under an id of Core's own", async () => {
    const created = await call("slow_compute", { seconds: 1, label: "bees" });
    expect(created).toMatchObject({ resultType: "task", status: "working", ttlMs: 60_000, pollIntervalMs: 10 });
    expect(JSON.stringify(created)).not.toContain("raw-");
    const { taskId } = created;
    expect(await ask("tasks/get", taskId)).toMatchObject({ resultType: "complete", taskId, status: "working" });
    await expect
      .poll(() => ask("tasks/get", taskId), PATIENCE)
      .toMatchObject({
        taskId,
        status: "completed",
        result: { structuredContent: { card: "4242" } },
      });
  });

  it("ask their client, fail and are cancelled, with secrets asked of nobody (A42)", async () => {
    const { taskId } = await call("confirm_delete");
    expect(await ask("tasks/get", taskId)).toMatchObject({
      status: "input_required",
      inputRequests: { name: { method: "elicitation/create", params: { message: "What is your name?" } } },
    });
    const inputResponses = { name: { action: "accept", content: { name: "Ada" } } };
    expect(await ask("tasks/update", taskId, { inputResponses })).toMatchObject({ resultType: "complete" });
    expect(JSON.stringify(await ask("tasks/get", taskId))).toContain("Ada");
    const secret = await call("ask_password");
    expect(await ask("tasks/get", secret.taskId)).toMatchObject({ code: -32603 });
    const failing = await call("protocol_error_job");
    expect(await ask("tasks/get", failing.taskId)).toMatchObject({ status: "failed", error: { message: "It broke." } });
    const stopped = await call("slow_compute", { seconds: 600 });
    expect(await ask("tasks/cancel", stopped.taskId)).toMatchObject({ resultType: "complete" });
    expect(await ask("tasks/get", stopped.taskId)).toMatchObject({ status: "cancelled" });
  });

  it("are told of on a stream: the state of the moment, and what it becomes, whole (A24)", async () => {
    const { taskId } = await call("slow_compute", { seconds: 3 });
    const asking = await call("confirm_delete");
    const stream = await world.listen("claude", [taskId, "made-up-but-long-enough"]);
    const spy = await world.listen("spy", [taskId]);
    expect(await stream.next()).toMatchObject({
      method: "notifications/subscriptions/acknowledged",
      params: { notifications: { taskIds: [taskId] } },
    });
    const told = { method: "notifications/tasks", params: { taskId } };
    expect(await stream.next()).toMatchObject({ ...told, params: { ...told.params, status: "working" } });
    const last = await stream.next();
    expect(last).toMatchObject({
      ...told,
      params: {
        taskId,
        status: "completed",
        result: { structuredContent: { card: "4242" } },
        _meta: { "io.modelcontextprotocol/subscriptionId": 1 },
      },
    });
    const { resultType: _type, _meta: _own, ...polled } = await ask("tasks/get", taskId);
    const { _meta: _told, ...pushed } = (last as { params: Json }).params;
    expect(pushed).toEqual(polled);
    expect(JSON.stringify(last)).not.toContain("raw-");
    stream.close();
    // What it waits for is in the state, too; an answer moves it on.
    const questions = await world.listen("claude", [asking.taskId]);
    await questions.next();
    expect(await questions.next()).toMatchObject({
      params: { status: "input_required", inputRequests: { name: { method: "elicitation/create" } } },
    });
    const inputResponses = { name: { action: "accept", content: { name: "Ada" } } };
    await ask("tasks/update", asking.taskId, { inputResponses });
    expect(JSON.stringify(await questions.next())).toMatch(/"status":"completed".*Ada/);
    questions.close();
    expect(await spy.next()).toMatchObject({ params: { notifications: { taskIds: [] } } });
    spy.close();
  });

  it("come from no call whose client does not declare the extension", async () => {
    expect(await call("slow_compute", {}, {})).toMatchObject({
      resultType: "complete",
      structuredContent: { card: "4242" },
    });
    expect(await call("failing_job", {}, {})).toMatchObject({
      status: 400,
      error: { code: -32021, data: { requiredCapabilities: { extensions: { [TASKS]: {} } } } },
    });
    const { taskId } = await call("slow_compute");
    const undeclared = await world.modern("claude", "tasks/get", { taskId }, {});
    expect(undeclared.body.error).toMatchObject({
      code: -32021,
      data: { requiredCapabilities: { extensions: { [TASKS]: {} } } },
    });
  });
});
