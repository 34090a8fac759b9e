import { afterEach, describe, expect, it } from "vitest";
import { CoreError } from "../../../src/errors.ts";
import type { ServerOutcome } from "../../../src/modules/servers/server-link.ts";
import type { HarnessOptions, SentRequest } from "../create-harness.ts";
import { LEGACY, legacyHeaders, openStream, rpc, send } from "../raw-client.ts";
import { ADD, type Ask, createTaskKit, type Json, server } from "./task-kit.ts";

const DAY_MS = 24 * 60 * 60_000;
const RESULT = { content: [{ type: "text", text: "done" }], structuredContent: { card: "4242" } };
const DONE: ServerOutcome = { kind: "result", result: RESULT };
const NO_INK: ServerOutcome = { kind: "error", error: { code: -32050, message: "no ink" } };
const kit = createTaskKit();
afterEach(() => kit.stop());

/** Those calls that the server has not answered, in the order of their coming. */
let open: { request: SentRequest; answer: (outcome: ServerOutcome) => void }[] = [];

/** A server of 2026-07-28 with the extension that answers each call when the test says so, and a client of 2025-11-25. */
async function begin(options: HarnessOptions = {}): Promise<{ token: string; ask: Ask }> {
  open = [];
  await kit.start("modern", {
    answer: (request) =>
      new Promise((answer, reject) => {
        open.push({ request, answer: (outcome) => answer(structuredClone(outcome)) });
        request.options.signal?.addEventListener("abort", () =>
          reject(new CoreError("request.cancelled", "It was cancelled.")),
        );
      }),
    ...options,
  });
  const token = kit.harness.issue("claude");
  return { token, ask: await kit.client("legacy", token) };
}

/** The call has reached the server, which answers it. */
async function serverAnswers(outcome: ServerOutcome = DONE): Promise<void> {
  await expect.poll(() => open).not.toHaveLength(0);
  open.shift()?.answer(outcome);
}

const codeOf = async (answer: ReturnType<Ask>): Promise<unknown> => (await answer).body.error?.data?.code;
const stateOf = async (ask: Ask, taskId: string): Promise<unknown> =>
  (await ask("tasks/get", { taskId })).body.result?.status;

describe("a task of a client of 2025-11-25 at a server of 2026-07-28", () => {
  it("is offered in initialize, and every tool of the server is listed as one that can be one", async () => {
    const { token, ask } = await begin();
    const { body } = await send(kit.harness.url, {
      headers: legacyHeaders(token),
      body: rpc("initialize", { protocolVersion: LEGACY, capabilities: {} }),
    });
    expect(body.result?.capabilities).toMatchObject({
      tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } },
    });
    const { tools } = (await ask("tools/list")).body.result as { tools: Json[] };
    expect(tools.map(({ execution }) => execution)).toEqual([{ taskSupport: "optional" }, { taskSupport: "optional" }]);
  });

  it("is not offered where the server has not got the extension, and its tools stay as they are", async () => {
    const { token, ask } = await begin({ world: { servers: [server("modern", { declaredCapabilities: {} })] } });
    const { body } = await send(kit.harness.url, {
      headers: legacyHeaders(token),
      body: rpc("initialize", { protocolVersion: LEGACY, capabilities: {} }),
    });
    expect(body.result?.capabilities).not.toHaveProperty("tasks");
    const { tools } = (await ask("tools/list")).body.result as { tools: Json[] };
    expect(JSON.stringify(tools)).not.toContain("taskSupport");
  });

  it("is there before the server answers, and its result can be waited for and fetched again", async () => {
    const { ask } = await begin();
    const { answer, taskId } = await kit.create("legacy", ask);
    expect(answer.body.result?.task).toMatchObject({ status: "working", ttl: 5_000, pollInterval: 1_000 });
    expect(taskId).toMatch(/^[A-Za-z0-9_-]{50,}$/);
    const waiting = ask("tasks/result", { taskId });
    await serverAnswers();
    expect((await waiting).body.result).toEqual({
      ...RESULT,
      _meta: { "io.modelcontextprotocol/related-task": { taskId } },
    });
    expect(await stateOf(ask, taskId)).toBe("completed");
    expect((await ask("tasks/result", { taskId })).text).toContain("4242");
    expect((await ask("tasks/list")).body.result?.tasks).toEqual([
      expect.objectContaining({ taskId, status: "completed" }),
    ]);
    // One call, and nothing of 2025-11-25 in it.
    expect(kit.harness.sent.map(({ method, params }) => [method, params.task])).toEqual([["tools/call", undefined]]);
  });

  it("has failed when the tool says of itself that it failed, and when the server answers with an error", async () => {
    const { ask } = await begin();
    const [one, two] = [await kit.create("legacy", ask), await kit.create("legacy", ask)];
    await expect.poll(() => open).toHaveLength(2);
    await serverAnswers({ kind: "result", result: { content: [], isError: true } });
    await serverAnswers(NO_INK);
    expect((await ask("tasks/result", { taskId: one.taskId })).body.result).toMatchObject({ isError: true });
    const plain = ask("tools/call", ADD);
    await serverAnswers(NO_INK);
    // In the very words of a plain call.
    const { error } = (await ask("tasks/result", { taskId: two.taskId })).body;
    expect(error?.message).toBe("no ink");
    expect(error).toEqual((await plain).body.error);
    expect([await stateOf(ask, one.taskId), await stateOf(ask, two.taskId)]).toEqual(["failed", "failed"]);
  });

  it("is told of on its session's stream, and on no other (A24)", async () => {
    const { token, ask } = await begin();
    const spy = kit.harness.issue("spy");
    await kit.client("legacy", spy);
    const [own, foreign] = await Promise.all(
      [token, spy].map((whose) => openStream(kit.harness.url, { headers: legacyHeaders(whose, kit.sessionOf(whose)) })),
    );
    const { taskId } = await kit.create("legacy", ask);
    await serverAnswers();
    expect(await own?.next()).toMatchObject({
      method: "notifications/tasks/status",
      params: { taskId, status: "completed" },
    });
    own?.close();
    kit.harness.change((world) => void (world.grants = [{ handle: "spy", target: "notes::add", enabled: false }]));
    expect((await foreign?.next())?.method).toBe("notifications/tools/list_changed");
    foreign?.close();
  });

  it("asks on the stream of tasks/result, with the task's id, and goes on with the answer", async () => {
    const { token } = await begin();
    const opened = await send(kit.harness.url, {
      headers: legacyHeaders(token),
      body: rpc("initialize", { protocolVersion: LEGACY, capabilities: { elicitation: { form: {} } } }),
    });
    const headers = legacyHeaders(token, String(opened.headers["mcp-session-id"]));
    const post = (body: string) => send(kit.harness.url, { headers, body });
    const created = await post(rpc("tools/call", { ...ADD, task: {} }));
    const { taskId } = (created.body.result ?? {}).task as Json;
    const params = { mode: "form", message: "Who?", requestedSchema: { type: "object", properties: {} } };
    await serverAnswers({
      kind: "result",
      result: {
        resultType: "input_required",
        requestState: "own-state",
        inputRequests: { who: { method: "elicitation/create", params } },
      },
    });
    const get = async (): Promise<unknown> => (await post(rpc("tasks/get", { taskId }))).body.result?.status;
    await expect.poll(get).toBe("input_required");
    const stream = await openStream(kit.harness.url, {
      method: "POST",
      headers,
      body: rpc("tasks/result", { taskId }),
    });
    const question = (await stream.next()) as { id: string; method: string; params: Json };
    expect(question).toMatchObject({ method: "elicitation/create", params: { message: "Who?" } });
    expect(question.params._meta).toMatchObject({ "io.modelcontextprotocol/related-task": { taskId } });
    const result = { action: "accept", content: { name: "Alice" } };
    await post(JSON.stringify({ jsonrpc: "2.0", id: question.id, result }));
    await expect.poll(() => open).toHaveLength(1);
    expect(open[0]?.request.params).toMatchObject({ requestState: "own-state", inputResponses: { who: result } });
    await serverAnswers();
    expect(await stream.next()).toMatchObject({ result: { structuredContent: { card: "4242" } } });
    expect(await get()).toBe("completed");
  });

  it("lives for a day at most, and then for nobody", async () => {
    const { token, ask } = await begin();
    const create = async (ttl?: number): Promise<Json> =>
      (await ask("tools/call", { ...ADD, task: { ...(ttl !== undefined && { ttl }) } })).body.result?.task as Json;
    expect((await create(10 * DAY_MS)).ttl).toBe(DAY_MS);
    expect((await create()).ttl).toBe(DAY_MS);
    const { taskId } = await create(60_000);
    await expect.poll(() => open).toHaveLength(3);
    kit.harness.clock.advance(60_000);
    kit.forgetSessions();
    const later = await kit.client("legacy", token);
    expect(await codeOf(later("tasks/get", { taskId }))).toBe("task.not_found");
    // Nobody could have its answer any more.
    expect(open.map(({ request }) => request.options.signal?.aborted)).toEqual([false, false, true]);
  });

  it("is one of a bounded number for each principal (A34)", async () => {
    const { ask } = await begin({ gatewayLimits: { tasksPerPrincipal: 2 } });
    const other = await kit.client("legacy", kit.harness.issue("other"));
    await kit.create("legacy", ask);
    const { taskId } = await kit.create("legacy", ask);
    const { answer } = await kit.create("legacy", ask);
    expect(answer.status).toBe(503);
    expect(answer.body.error).toMatchObject({ message: expect.stringMatching(/already has 2 tasks/) });
    expect((await kit.create("legacy", other)).taskId).not.toBe("undefined");
    await ask("tasks/cancel", { taskId });
    expect((await kit.create("legacy", ask)).taskId).not.toBe("undefined");
  });

  it("does not exist for anybody else, nor in the other era: such ids are answered like made-up ones (A24)", async () => {
    const { token, ask } = await begin();
    const { taskId } = await kit.create("legacy", ask);
    const [foreign, other, modern] = await Promise.all([
      kit.client("legacy", kit.harness.issue("spy")),
      kit.client("legacy", kit.harness.issue("claude", "other")),
      kit.client("modern", token),
    ]);
    const answers = new Set<string>();
    for (const [who, id] of [
      [foreign, taskId],
      [other, taskId],
      [modern, taskId],
      [ask, "made-up-but-long-enough"],
    ] as const)
      for (const method of ["tasks/get", "tasks/cancel"])
        answers.add(JSON.stringify((await who(method, { taskId: id })).body.error));
    expect([...answers].map((answer) => JSON.parse(answer) as Json)).toEqual([
      {
        code: -32602,
        message: "There is no such task. It may have expired.",
        data: { code: "task.not_found" },
      },
    ]);
    expect(await stateOf(ask, taskId)).toBe("working");
  });

  it("is decided on anew: what was taken away meanwhile is shown to nobody, and can still be cancelled (A7)", async () => {
    const { ask } = await begin();
    const { taskId } = await kit.create("legacy", ask);
    await serverAnswers();
    await expect.poll(() => stateOf(ask, taskId)).toBe("completed");
    const { taskId: running } = await kit.create("legacy", ask);
    await expect.poll(() => open).toHaveLength(1);
    kit.harness.change((world) => {
      world.rules = [{ id: "no", priority: 1, match: {}, when: 'args.text == "milk"', effect: "deny" }];
    });
    for (const method of ["tasks/get", "tasks/result"]) {
      const refused = await ask(method, { taskId });
      expect(refused.body.error?.data?.code).toBe("permission.denied");
      expect(refused.text).not.toMatch(/done|4242/);
    }
    kit.harness.change((world) => {
      world.rules = [];
      world.grants = [{ handle: "claude", target: "notes::add", enabled: false }];
    });
    expect(await codeOf(ask("tasks/result", { taskId }))).toBe("task.not_found");
    expect((await ask("tasks/list")).body.result?.tasks ?? []).toEqual([]);
    expect((await ask("tasks/cancel", { taskId: running })).body.error).toBeUndefined();
    expect(open[0]?.request.options.signal?.aborted).toBe(true);
  });

  it("waits for a result in vain when its rights end meanwhile (A7)", async () => {
    const { ask } = await begin();
    const { taskId } = await kit.create("legacy", ask);
    const waiting = ask("tasks/result", { taskId });
    await kit.harness.recorded(({ action }) => action === "tools/call");
    await expect.poll(() => open).toHaveLength(1);
    kit.harness.change((world) => {
      world.rules = [{ id: "no", priority: 1, match: {}, effect: "deny" }];
    });
    await serverAnswers();
    const { text, body } = await waiting;
    expect(body.error?.data?.code).toMatch(/permission.denied|task.not_found/);
    expect(text).not.toContain("4242");
  });

  it("is redacted by the rules of the moment in which its result is fetched", async () => {
    const { ask } = await begin();
    const { taskId } = await kit.create("legacy", ask);
    await serverAnswers();
    expect((await ask("tasks/result", { taskId })).text).toContain("4242");
    kit.harness.change((world) => {
      const obligations = { redactResult: ["structuredContent.card"] };
      world.rules = [{ id: "pci", priority: 1, match: {}, effect: "allow", obligations }];
    });
    const { text } = await ask("tasks/result", { taskId });
    expect(text).toContain("[redacted]");
    expect(text).not.toContain("4242");
  });

  it("leaves two records of its call and one of each request, with no content in them", async () => {
    const { ask } = await begin();
    const { taskId } = await kit.create("legacy", ask);
    await serverAnswers();
    await ask("tasks/result", { taskId });
    await ask("tasks/get", { taskId });
    const records = kit.harness.audit.filter(({ capabilityName }) => capabilityName === "add");
    expect(records.map(({ action, outcome, serverId }) => [action, outcome, serverId])).toEqual([
      ["tools/call", "allowed", "notes"],
      ["tools/call", "allowed", "notes"],
      ["tasks/result", "allowed", "notes"],
      ["tasks/get", "allowed", "notes"],
    ]);
    expect(records[0]?.reason).toMatch(/goes on as a task of Core's own\.$/);
    expect(JSON.stringify(records)).not.toMatch(/4242|done/);
  });

  it("is cancelled at the server, and only once", async () => {
    const { ask } = await begin();
    const { taskId } = await kit.create("legacy", ask);
    const waiting = ask("tasks/result", { taskId });
    await expect.poll(() => open).toHaveLength(1);
    const cancelled = await ask("tasks/cancel", { taskId });
    expect(cancelled.body.result).toMatchObject({ taskId, status: "cancelled" });
    expect(open[0]?.request.options.signal?.aborted).toBe(true);
    expect((await waiting).body.error).toMatchObject({ code: -32603, message: "The task was cancelled." });
    const again = await ask("tasks/cancel", { taskId });
    expect(again.body.error).toMatchObject({ code: -32602, message: expect.stringMatching(/ended already/) });
    expect(await stateOf(ask, taskId)).toBe("cancelled");
  });

  it("waits for the task that the server makes of the call, and names that to nobody", async () => {
    const { ask } = await begin();
    // Long enough for however often the clock is moved below.
    const begun = await ask("tools/call", { ...ADD, task: { ttl: 3_600_000 } });
    const { taskId } = (begun.body.result as { task: { taskId: string } }).task;
    const at = "2026-01-01T00:00:00Z";
    const task = { taskId: "own-id", status: "working", createdAt: at, lastUpdatedAt: at, ttlMs: 60_000 };
    const next = (state: Json): Promise<void> =>
      serverAnswers({ kind: "result", result: { resultType: "complete", ...task, ...state } });
    /** Core asks again after its pause. */
    const pause = (): Promise<void> =>
      expect
        .poll(() => {
          if (open.length === 0) kit.harness.clock.advance(250);
          return open;
        })
        .toHaveLength(1);
    await expect.poll(() => open).toHaveLength(1);
    expect(open[0]?.request.options.clientCapabilities).toMatchObject({
      extensions: { "io.modelcontextprotocol/tasks": {} },
    });
    await next({ resultType: "task", pollIntervalMs: 250 });
    await pause();
    await next({ statusMessage: "half", pollIntervalMs: 250 });
    expect(await stateOf(ask, taskId)).toBe("working");
    await pause();
    await next({ status: "completed", result: RESULT });
    const { text } = await ask("tasks/result", { taskId });
    expect(text).toContain("4242");
    expect(text).not.toContain("own-id");
    expect(kit.harness.sent.map(({ method }) => method)).toEqual(["tools/call", "tasks/get", "tasks/get"]);
  });

  it("cancels the task that the server made of the call", async () => {
    const { ask } = await begin();
    const { taskId } = await kit.create("legacy", ask);
    const task = { taskId: "own-id", status: "working", createdAt: "", lastUpdatedAt: "", ttlMs: 60_000 };
    await serverAnswers({ kind: "result", result: { resultType: "task", ...task } });
    // Until the server's answer has arrived: before, there is nothing to cancel there but the request.
    await new Promise((resolve) => setImmediate(resolve));
    await ask("tasks/cancel", { taskId });
    await expect.poll(() => kit.harness.sent.map(({ method }) => method)).toEqual(["tools/call", "tasks/cancel"]);
    expect(kit.harness.sent[1]?.params).toEqual({ taskId: "own-id" });
  });

  it("outlives the session that began it", async () => {
    const { token, ask } = await begin();
    const { taskId } = await kit.create("legacy", ask);
    await send(kit.harness.url, { method: "DELETE", headers: legacyHeaders(token, kit.sessionOf(token)) });
    await serverAnswers();
    kit.forgetSessions();
    const later = await kit.client("legacy", token);
    expect((await later("tasks/result", { taskId })).text).toContain("4242");
  });

  it("is not refused where the call has nothing of a task: then it is answered as ever", async () => {
    const { ask } = await begin();
    const answer = ask("tools/call", ADD);
    await serverAnswers();
    expect((await answer).body.result).toMatchObject(RESULT);
    expect((await ask("tasks/list")).body.result?.tasks).toEqual([]);
  });
});
