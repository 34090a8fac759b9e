import { afterEach, describe, expect, it } from "vitest";
import { CoreError } from "../../../src/errors.ts";
import type { ServerOutcome } from "../../../src/modules/servers/server-link.ts";
import type { HarnessOptions, SentRequest } from "../create-harness.ts";
import { callModern, modernHeaders, modernMeta, openStream, rpc } from "../raw-client.ts";
import { ADD, type Ask, CAPABILITIES, createTaskKit, DECLARED, type Json, server, tool } from "./task-kit.ts";

const MUST = { name: "notes__must", arguments: { text: "milk" } };
const RESULT = { content: [{ type: "text", text: "done" }], structuredContent: { card: "4242" } };
const DONE: ServerOutcome = { kind: "result", result: RESULT };
const kit = createTaskKit();
afterEach(() => kit.stop());

const required = {
  name: "must",
  inputSchema: { type: "object" },
  execution: { taskSupport: "required" },
};

/** The requests for a result that the server has not answered. */
let open: { request: SentRequest; answer: (outcome: ServerOutcome) => void }[] = [];

const legacyTasks = (request: SentRequest): ServerOutcome | Promise<ServerOutcome> => {
  const { method, params, options } = request;
  const at = "2026-01-01T00:00:00Z";
  const state = { taskId: "own-id", status: "working", createdAt: at, lastUpdatedAt: at, ttl: 60_000 };
  if (method === "tools/call")
    return { kind: "result", result: params.task ? { task: state } : structuredClone(RESULT) };
  if (method === "tasks/cancel") return { kind: "result", result: { ...state, status: "cancelled" } };
  return new Promise((answer, reject) => {
    open.push({ request, answer: (outcome) => answer(structuredClone(outcome)) });
    options.signal?.addEventListener("abort", () => reject(new CoreError("request.cancelled", "It was cancelled.")));
  });
};

/** A server of 2025-11-25 with a tool that runs only as a task, and a client of 2026-07-28 that declares the extension. */
async function begin(options: HarnessOptions = {}): Promise<{ token: string; ask: Ask }> {
  open = [];
  await kit.start("legacy", {
    answer: legacyTasks,
    world: {
      servers: [server("legacy", { asks: true, capabilities: [tool("add"), tool("must", { definition: required })] })],
    },
    ...options,
  });
  const token = kit.harness.issue("claude");
  const declared = { ...DECLARED, elicitation: { form: {} } };
  const ask: Ask = (method, params = {}) =>
    callModern(kit.harness.url, token, method, {
      ...params,
      _meta: { ...(params._meta as Json), [CAPABILITIES]: declared },
    });
  return { token, ask };
}

const create = async (ask: Ask): Promise<string> => {
  const { body } = await ask("tools/call", MUST);
  expect(body.result).toMatchObject({ resultType: "task", status: "working" });
  return String(body.result?.taskId);
};
const get = async (ask: Ask, taskId: string): Promise<Json> => (await ask("tasks/get", { taskId })).body.result ?? {};
const asked = async (): Promise<SentRequest> => {
  await expect.poll(() => open).not.toHaveLength(0);
  return (open[0] as (typeof open)[number]).request;
};
const methods = (): string[] => kit.harness.sent.map(({ method }) => method);

describe("a tool of 2025-11-25 that runs only as a task, for a client of 2026-07-28 that declares the extension,", () => {
  it("is a task at once, which ends with the result of the server's own", async () => {
    const { ask } = await begin();
    const taskId = await create(ask);
    expect(await get(ask, taskId)).toMatchObject({ taskId, status: "working", pollIntervalMs: 1_000 });
    expect((await asked()).params).toEqual({ taskId: "own-id" });
    open[0]?.answer(DONE);
    await expect.poll(async () => (await get(ask, taskId)).status).toBe("completed");
    const { text, body } = await ask("tasks/get", { taskId });
    expect(body.result).toMatchObject({ resultType: "complete", taskId, result: RESULT });
    expect(text).not.toContain("own-id");
    expect(methods()).toEqual(["tools/call", "tasks/result"]);
    expect(kit.harness.sent[0]?.params).toMatchObject({
      arguments: { text: "milk" },
      task: { ttl: expect.any(Number) },
    });
    const records = kit.harness.audit.filter(({ action }) => action === "tools/call");
    expect(records.map(({ outcome, capabilityName }) => [outcome, capabilityName])).toEqual([
      ["allowed", "must"],
      ["allowed", "must"],
    ]);
    expect(JSON.stringify(records)).not.toMatch(/4242|own-id/);
  });

  it("asks by inputRequests of tasks/get, and goes on with the answers of tasks/update", async () => {
    const { ask } = await begin();
    const taskId = await create(ask);
    const { onQuestion } = (await asked()).options;
    const params = { mode: "form", message: "Who?", requestedSchema: { type: "object", properties: {} } };
    const answered = onQuestion?.({ method: "elicitation/create", params }, new AbortController().signal);
    await expect.poll(async () => (await get(ask, taskId)).status).toBe("input_required");
    const { inputRequests } = (await get(ask, taskId)) as { inputRequests: Record<string, Json> };
    const [key = ""] = Object.keys(inputRequests);
    expect(inputRequests[key]).toMatchObject({ method: "elicitation/create", params: { message: "Who?" } });
    const answer = { action: "accept", content: { name: "Alice" } };
    // A name that was not asked for is no answer.
    await ask("tasks/update", { taskId, inputResponses: { another: answer } });
    expect(await get(ask, taskId)).toMatchObject({ status: "input_required" });
    const updated = await ask("tasks/update", { taskId, inputResponses: { [key]: answer } });
    expect(updated.body.error).toBeUndefined();
    expect(await answered).toMatchObject({ kind: "result", result: answer });
    open[0]?.answer(DONE);
    await expect.poll(() => get(ask, taskId)).toMatchObject({ status: "completed", result: RESULT });
    expect(await get(ask, taskId)).not.toHaveProperty("inputRequests");
  });

  it("shows what its server says of how it goes, without the server's id", async () => {
    const { ask } = await begin();
    const taskId = await create(ask);
    const { onTaskStatus } = (await asked()).options;
    onTaskStatus?.({ taskId: "own-id", status: "working", statusMessage: "own-id has found half of it" });
    expect(await get(ask, taskId)).toMatchObject({
      status: "working",
      statusMessage: expect.stringMatching(/has found half of it$/),
    });
    expect((await ask("tasks/get", { taskId })).text).not.toContain("own-id");
  });

  it("has ended well where the tool says of itself that it failed", async () => {
    const { ask } = await begin();
    const taskId = await create(ask);
    await asked();
    open[0]?.answer({ kind: "result", result: { content: [], isError: true } });
    await expect.poll(() => get(ask, taskId)).toMatchObject({ status: "completed", result: { isError: true } });
  });

  it("is cancelled at the server under the server's own id", async () => {
    const { ask } = await begin();
    const taskId = await create(ask);
    await asked();
    expect((await ask("tasks/cancel", { taskId })).body.error).toBeUndefined();
    expect(await get(ask, taskId)).toMatchObject({ status: "cancelled" });
    await expect.poll(methods).toEqual(["tools/call", "tasks/result", "tasks/cancel"]);
    expect(kit.harness.sent.at(-1)?.params).toEqual({ taskId: "own-id" });
    // 2026-07-28: cancelling what is over is no error.
    expect((await ask("tasks/cancel", { taskId })).body.error).toBeUndefined();
  });

  it("takes its question back when it is cancelled", async () => {
    const { ask } = await begin();
    const taskId = await create(ask);
    const { onQuestion } = (await asked()).options;
    const params = { mode: "form", message: "Who?", requestedSchema: { type: "object", properties: {} } };
    const answered = onQuestion?.({ method: "elicitation/create", params }, new AbortController().signal);
    await expect.poll(async () => (await get(ask, taskId)).status).toBe("input_required");
    await ask("tasks/cancel", { taskId });
    expect(await answered).toMatchObject({ kind: "error" });
    expect(await get(ask, taskId)).not.toHaveProperty("inputRequests");
    await expect.poll(methods).toContain("tasks/cancel");
  });

  it("is told of on a listen stream", async () => {
    const { token, ask } = await begin();
    const taskId = await create(ask);
    const stream = await openStream(kit.harness.url, {
      method: "POST",
      headers: modernHeaders(token, "subscriptions/listen"),
      body: rpc("subscriptions/listen", {
        notifications: { taskIds: [taskId] },
        _meta: modernMeta({ [CAPABILITIES]: DECLARED }),
      }),
    });
    expect(await stream.next()).toMatchObject({ params: { notifications: { taskIds: [taskId] } } });
    expect(await stream.next()).toMatchObject({ params: { taskId, status: "working" } });
    await asked();
    open[0]?.answer(DONE);
    await expect.poll(async () => (await get(ask, taskId)).status).toBe("completed");
    kit.harness.clock.advance(250);
    expect(await stream.next()).toMatchObject({
      method: "notifications/tasks",
      params: { taskId, status: "completed", result: RESULT },
    });
    stream.close();
  });

  it("shows nothing of its result when its rights end meanwhile, and hides what a rule hides by then (A7)", async () => {
    const { ask } = await begin();
    const taskId = await create(ask);
    await asked();
    open[0]?.answer(DONE);
    await expect.poll(() => get(ask, taskId)).toMatchObject({ status: "completed" });
    kit.harness.change((world) => {
      const obligations = { redactResult: ["structuredContent.card"] };
      world.rules = [{ id: "pci", priority: 1, match: {}, effect: "allow", obligations }];
    });
    expect((await ask("tasks/get", { taskId })).text).toMatch(/"completed".*\[redacted\]/);
    kit.harness.change((world) => {
      world.rules = [{ id: "no", priority: 1, match: {}, when: 'args.text == "milk"', effect: "deny" }];
    });
    expect((await ask("tasks/get", { taskId })).body.error?.data?.code).toBe("permission.denied");
    kit.harness.change((world) => {
      world.rules = [];
      world.grants = [{ handle: "claude", target: "notes::must", enabled: false }];
    });
    const { text, body } = await ask("tasks/get", { taskId });
    expect(body.error?.data?.code).toBe("task.not_found");
    expect(text).not.toContain("4242");
  });

  it("says in Core's words that the server could not be reached, and in the server's what it answered", async () => {
    const { ask } = await begin();
    kit.harness.state.answer = () => {
      throw new CoreError("server.died", "The program has ended.");
    };
    const lost = await create(ask);
    await expect.poll(() => get(ask, lost)).toMatchObject({ status: "failed" });
    expect(await get(ask, lost)).toMatchObject({ error: { code: -32603, data: { code: "server.died" } } });
    kit.harness.state.answer = () => ({ kind: "error", error: { code: -32602, message: "No milk." } });
    const refused = await create(ask);
    await expect.poll(() => get(ask, refused)).toMatchObject({ status: "failed" });
    expect(await get(ask, refused)).toMatchObject({ error: { code: -32602, message: "No milk." } });
  });

  it("is refused beyond the bound of tasks (A34)", async () => {
    const { ask } = await begin({ gatewayLimits: { tasksPerPrincipal: 1 } });
    await create(ask);
    const { status, body } = await ask("tools/call", MUST);
    expect([status, body.error?.data?.code]).toEqual([503, "server.busy"]);
    // What can be answered at once is.
    expect((await ask("tools/call", ADD)).body.result).toMatchObject(RESULT);
  });

  it("says that Core was started anew, where the id is good and the task is gone", async () => {
    const { ask } = await begin();
    const taskId = await create(ask);
    kit.harness.gateway.close();
    const { error } = (await ask("tasks/get", { taskId })).body;
    expect(error).toMatchObject({
      code: -32602,
      message: expect.stringMatching(/started anew.*if a person has approved it meanwhile, it runs/),
      data: { code: "task.not_found" },
    });
  });
});

it("a tool that need not run as a task is called as ever across eras", async () => {
  const { ask } = await begin();
  expect((await ask("tools/call", ADD)).body.result).toMatchObject({ resultType: "complete", ...RESULT });
  expect(kit.harness.sent.map(({ method, params }) => [method, params.task])).toEqual([["tools/call", undefined]]);
});

it("an id is unknown to everybody else, and in the other era also to the client that it was given to (A24)", async () => {
  const { token, ask } = await begin();
  const taskId = await create(ask);
  for (const other of [kit.harness.issue("spy"), kit.harness.issue("claude", "other")])
    for (const method of ["tasks/get", "tasks/cancel"]) {
      const { body } = await (await kit.client("modern", other))(method, { taskId });
      expect(body.error?.data?.code).toBe("task.not_found");
    }
  const legacy = await kit.client("legacy", token);
  for (const method of ["tasks/get", "tasks/result", "tasks/cancel"])
    expect((await legacy(method, { taskId })).body.error).toMatchObject({
      code: -32602,
      data: { code: "task.not_found" },
    });
  expect((await legacy("tasks/list")).body.result?.tasks).toEqual([]);
  expect(await get(ask, taskId)).toMatchObject({ status: "working" });
});
