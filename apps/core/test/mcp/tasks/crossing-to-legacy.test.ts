import { afterEach, describe, expect, it } from "vitest";
import { CoreError } from "../../../src/errors.ts";
import type { ServerOutcome } from "../../../src/modules/servers/server-link.ts";
import type { HarnessOptions, SentRequest } from "../create-harness.ts";
import { callModern, modernHeaders, modernMeta, openStream, rpc } from "../raw-client.ts";
import { ADD, type Ask, CAPABILITIES, createTaskKit, DECLARED, type Json, server, TASKS, tool } from "./task-kit.ts";

const DAY_MS = 24 * 60 * 60_000;
const RESEARCH = { name: "notes__research", arguments: { topic: "bees" } };
const DONE: ServerOutcome = {
  kind: "result",
  result: { content: [{ type: "text", text: "done" }], structuredContent: { card: "4242" } },
};
const definition = { name: "research", inputSchema: { type: "object" }, execution: { taskSupport: "required" } };
const WORLD = { servers: [server("legacy", { capabilities: [tool("research", { definition }), tool("add")] })] };

const kit = createTaskKit();
afterEach(() => kit.stop());

/** Those that wait for a result of the server's task, in the order of their coming. */
let open: { request: SentRequest; answer: (outcome: ServerOutcome) => void }[] = [];

/** A server of 2025-11-25 whose tasks end when the test says so, and a client of 2026-07-28 with the extension. */
async function begin(options: HarnessOptions = {}): Promise<{ token: string; ask: Ask }> {
  open = [];
  const at = "2026-01-01T00:00:00Z";
  await kit.start("legacy", {
    answer(request) {
      const { method, params, options: sent } = request;
      if (method === "tools/call" && !params.task) return DONE;
      const state = { taskId: "own-id", status: "working", createdAt: at, lastUpdatedAt: at, ttl: null };
      if (method === "tools/call") return { kind: "result", result: { task: state } };
      if (method === "tasks/cancel") return { kind: "result", result: { ...state, status: "cancelled" } };
      return new Promise((answer, reject) => {
        open.push({ request, answer: (outcome) => answer(structuredClone(outcome)) });
        sent.signal?.addEventListener("abort", () => reject(new CoreError("request.cancelled", "It was cancelled.")));
      });
    },
    ...options,
    world: { ...WORLD, ...options.world },
  });
  const token = kit.harness.issue("claude");
  return { token, ask: await kit.client("modern", token) };
}

const start = async (ask: Ask): Promise<string> => {
  const { body } = await ask("tools/call", structuredClone(RESEARCH));
  expect(body.result).toMatchObject({ resultType: "task", status: "working" });
  return String(body.result?.taskId);
};
const waited = async () => {
  await expect.poll(() => open).not.toHaveLength(0);
  return open.shift() as (typeof open)[0];
};
const get = async (ask: Ask, taskId: string): Promise<Json> => {
  const { result, error } = (await ask("tasks/get", { taskId })).body;
  return result ?? { error };
};
const codeOf = async (answer: ReturnType<Ask>): Promise<unknown> => (await answer).body.error?.data?.code;
const methods = (): string[] => kit.harness.sent.map(({ method }) => method);

describe("a task of a client of 2026-07-28 at a tool of 2025-11-25 that runs only as one", () => {
  it("is there at once, under an id of Core's own, and is fetched when the server's task has ended", async () => {
    const { ask } = await begin();
    const { body, text } = await ask("tools/call", structuredClone(RESEARCH));
    expect(body.result).toMatchObject({ resultType: "task", status: "working", ttlMs: DAY_MS, pollIntervalMs: 1_000 });
    const taskId = String(body.result?.taskId);
    const { request, answer } = await waited();
    expect(await get(ask, taskId)).toMatchObject({ taskId, status: "working" });
    answer(DONE);
    await expect.poll(async () => (await get(ask, taskId)).status).toBe("completed");
    const task = await get(ask, taskId);
    expect(task.result).toMatchObject({ content: [{ text: "done" }], structuredContent: { card: "4242" } });
    expect(text + JSON.stringify(task)).not.toContain("own-id");
    expect([methods(), request.params.taskId]).toEqual([["tools/call", "tasks/result"], "own-id"]);
    expect(kit.harness.sent[0]?.params).toMatchObject({ arguments: { topic: "bees" }, task: { ttl: DAY_MS } });
  });

  it("is offered in server/discover, and the list names nothing of 2025-11-25", async () => {
    const { ask } = await begin();
    const discovered = (await ask("server/discover")).body.result as { capabilities: Json };
    expect(discovered.capabilities.extensions).toMatchObject({ [TASKS]: {} });
    const { tools } = (await ask("tools/list")).body.result as { tools: Json[] };
    expect(tools.map(({ name }) => name)).toEqual(["notes__research", "notes__add"]);
  });

  it("is none where the tool need not run as one, nor where the client does not declare the extension", async () => {
    const { token, ask } = await begin();
    expect((await ask("tools/call", ADD)).body.result).toMatchObject({ resultType: "complete" });
    const plain = callModern(kit.harness.url, token, "tools/call", structuredClone(RESEARCH));
    (await waited()).answer(DONE);
    expect((await plain).body.result).toMatchObject({ resultType: "complete", content: [{ text: "done" }] });
    expect(methods()).toEqual(["tools/call", "tools/call", "tasks/result"]);
  });

  it("shows what its server says of how it goes, without the server's id", async () => {
    const { ask } = await begin();
    const taskId = await start(ask);
    const { request } = await waited();
    const statusMessage = "own-id has read half";
    request.options.onTaskStatus?.({ taskId: "own-id", status: "working", statusMessage });
    const task = await get(ask, taskId);
    expect(task).toMatchObject({ status: "working", statusMessage: expect.stringContaining("has read half") });
    expect(JSON.stringify(task)).not.toContain("own-id");
  });

  it("ends with what the call would have been answered: a tool's failure is a result, a server's error an error", async () => {
    const noInk: ServerOutcome = { kind: "error", error: { code: -32050, message: "own-id has no ink" } };
    const { token, ask } = await begin();
    const [one, two] = [await start(ask), await start(ask)];
    await expect.poll(() => open).toHaveLength(2);
    (await waited()).answer({ kind: "result", result: { content: [], isError: true } });
    (await waited()).answer(noInk);
    await expect.poll(async () => (await get(ask, two)).status).toBe("failed");
    expect(await get(ask, one)).toMatchObject({ status: "completed", result: { isError: true } });
    const failed = await get(ask, two);
    const plain = callModern(kit.harness.url, token, "tools/call", structuredClone(RESEARCH));
    (await waited()).answer(noInk);
    expect(failed.error).toEqual((await plain).body.error);
    expect(failed.error).toMatchObject({ message: "this task has no ink" });
  });

  it("shows the server's questions in tasks/get, and takes the answers by tasks/update, one by one", async () => {
    const { token } = await begin();
    const capabilities = { ...DECLARED, elicitation: { form: {} } };
    const ask: Ask = (method, params) =>
      callModern(kit.harness.url, token, method, { ...params, _meta: { [CAPABILITIES]: capabilities } });
    const taskId = await start(ask);
    const { request, answer } = await waited();
    const { promise, resolve } = Promise.withResolvers<ServerOutcome | undefined>();
    const params = {
      message: "Who?",
      requestedSchema: { type: "object", properties: { name: { type: "string" } } },
      _meta: { "io.modelcontextprotocol/related-task": { taskId: "own-id" } },
    };
    void request.options
      .onQuestion?.({ method: "elicitation/create", params }, new AbortController().signal)
      .then(resolve);
    await expect.poll(async () => (await get(ask, taskId)).status).toBe("input_required");
    const { inputRequests = {} } = await get(ask, taskId);
    const [[key, question] = ["", {}]] = Object.entries(inputRequests as Record<string, Json>);
    expect(question).toMatchObject({ method: "elicitation/create", params: { message: "Who?" } });
    expect(JSON.stringify(inputRequests)).not.toContain("own-id");
    // What was not asked is no answer.
    await ask("tasks/update", { taskId, inputResponses: { other: { action: "cancel" } } });
    expect(await get(ask, taskId)).toMatchObject({ status: "input_required" });
    const said = { action: "accept", content: { name: "Alice" } };
    expect((await ask("tasks/update", { taskId, inputResponses: { [key]: said } })).body.error).toBeUndefined();
    expect(await promise).toMatchObject({ kind: "result", result: said });
    expect(await get(ask, taskId)).toMatchObject({ status: "working" });
    answer(DONE);
    await expect.poll(async () => (await get(ask, taskId)).status).toBe("completed");
  });

  it("is cancelled at the server, and runs no further", async () => {
    const { ask } = await begin();
    const taskId = await start(ask);
    const { request } = await waited();
    expect((await ask("tasks/cancel", { taskId })).body.error).toBeUndefined();
    expect(await get(ask, taskId)).toMatchObject({ taskId, status: "cancelled" });
    expect(request.options.signal?.aborted).toBe(true);
    await expect.poll(methods).toEqual(["tools/call", "tasks/result", "tasks/cancel"]);
    expect(kit.harness.sent[2]?.params).toEqual({ taskId: "own-id" });
    // To be cancelled twice is no error in 2026-07-28.
    expect((await ask("tasks/cancel", { taskId })).body.error).toBeUndefined();
  });

  it("is told of on a listen stream, to its end and whole", async () => {
    const { token, ask } = await begin();
    const taskId = await start(ask);
    const { answer } = await waited();
    const stream = await openStream(kit.harness.url, {
      method: "POST",
      headers: modernHeaders(token, "subscriptions/listen"),
      body: rpc("subscriptions/listen", {
        notifications: { taskIds: [taskId] },
        _meta: modernMeta({ [CAPABILITIES]: DECLARED }),
      }),
    });
    expect(await stream.next()).toMatchObject({ params: { notifications: { taskIds: [taskId] } } });
    expect(await stream.next()).toMatchObject({ method: "notifications/tasks", params: { taskId, status: "working" } });
    answer(DONE);
    await expect.poll(async () => (await get(ask, taskId)).status).toBe("completed");
    kit.harness.clock.advance(250);
    expect(await stream.next()).toMatchObject({
      method: "notifications/tasks",
      params: { taskId, status: "completed", result: { structuredContent: { card: "4242" } } },
    });
    stream.close();
  });

  it("does not exist for anybody else, nor in the other era (A24)", async () => {
    const { token, ask } = await begin();
    const taskId = await start(ask);
    const others = await Promise.all([
      kit.client("modern", kit.harness.issue("spy")),
      kit.client("modern", kit.harness.issue("claude", "other")),
      kit.client("legacy", token),
    ]);
    for (const other of others)
      for (const method of ["tasks/get", "tasks/cancel"])
        expect(await codeOf(other(method, { taskId }))).toBe("task.not_found");
    expect(await get(ask, taskId)).toMatchObject({ status: "working" });
  });

  it("is decided on anew, and redacted by the rules of the moment (A7)", async () => {
    const { ask } = await begin();
    const taskId = await start(ask);
    (await waited()).answer(DONE);
    await expect.poll(async () => (await get(ask, taskId)).status).toBe("completed");
    kit.harness.change((world) => {
      const obligations = { redactResult: ["structuredContent.card"] };
      world.rules = [{ id: "pci", priority: 1, match: {}, effect: "allow", obligations }];
    });
    const shown = JSON.stringify(await get(ask, taskId));
    expect(shown).toContain("[redacted]");
    expect(shown).not.toContain("4242");
    kit.harness.change((world) => {
      world.rules = [{ id: "no", priority: 1, match: {}, when: 'args.topic == "bees"', effect: "deny" }];
    });
    expect(await codeOf(ask("tasks/get", { taskId }))).toBe("permission.denied");
  });

  it("is one of a bounded number for each principal (A34)", async () => {
    const { ask } = await begin({ gatewayLimits: { tasksPerPrincipal: 1 } });
    const taskId = await start(ask);
    const refused = await ask("tools/call", structuredClone(RESEARCH));
    expect(refused.status).toBe(503);
    expect(refused.body.error?.data?.code).toBe("server.busy");
    await ask("tasks/cancel", { taskId });
    await start(ask);
  });

  it("ends with its process: the next one says so, and what to do", async () => {
    const { ask } = await begin();
    const taskId = await start(ask);
    await kit.stop();
    const next = await begin();
    const { error } = (await next.ask("tasks/get", { taskId })).body;
    expect(error).toMatchObject({
      code: -32602,
      message: expect.stringMatching(/Core was started anew\. Make the call again if it is still wanted/),
      data: { code: "task.not_found" },
    });
    expect((await next.ask("tasks/cancel", { taskId })).body.error).toEqual(error);
    // Who never had it hears nothing of that (A24).
    const spy = await kit.client("modern", kit.harness.issue("spy"));
    expect((await spy("tasks/get", { taskId })).body.error?.message).not.toEqual(error?.message);
  });
});
