import { describe, expect, it } from "vitest";
import { CoreError } from "../../../src/errors.ts";
import { PASSWORD } from "../../../src/modules/approvals/twins/memory-approvals.ts";
import { DELETE, pause, useApprovals } from "../../approvals/approvals-over-mcp.ts";
import type { HarnessOptions } from "../create-harness.ts";
import { callModern, modernHeaders, modernMeta, openStream, rpc } from "../raw-client.ts";
import { type Ask, CAPABILITIES, DECLARED, type Json, server, tool } from "./task-kit.ts";

const PAY = { name: "notes__pay", arguments: { id: "1" } };
const endpoint = useApprovals();

/** A client of 2026-07-28 that declares the extension, before a server that has no tasks. */
async function begin(options: HarnessOptions = {}): Promise<Ask> {
  await endpoint.start(options);
  return asking(endpoint.token);
}

const asking =
  (token: string, capabilities: Json = DECLARED): Ask =>
  (method, params = {}) =>
    callModern(endpoint.harness.url, token, method, {
      ...params,
      _meta: { ...(params._meta as Json), [CAPABILITIES]: capabilities },
    });

/** The task that a call becomes. */
const hold = async (ask: Ask, params: Json = DELETE): Promise<string> => {
  const { body } = await ask("tools/call", structuredClone(params));
  expect(body.result?.resultType).toBe("task");
  return String(body.result?.taskId);
};

const get = async (ask: Ask, taskId: string): Promise<Json> => {
  const { result, error } = (await ask("tasks/get", { taskId })).body;
  return result ?? { error };
};

/** The task as it ended. */
const ended = async (ask: Ask, taskId: string): Promise<Json> => {
  await expect.poll(async () => (await get(ask, taskId)).status).not.toBe("working");
  return get(ask, taskId);
};

describe("a call that waits for a person, of a client that declares tasks,", () => {
  it("is a task at once that names the approval, whatever its server is, and runs when it is approved", async () => {
    const ask = await begin();
    const { body } = await ask("tools/call", DELETE);
    const { id = "" } = endpoint.harness.approvalStore.rows[0] ?? {};
    expect(body.result).toMatchObject({
      resultType: "task",
      status: "working",
      statusMessage: expect.stringContaining(id),
      ttlMs: 24 * 60 * 60_000,
      pollIntervalMs: 2_000,
    });
    const taskId = String(body.result?.taskId);
    expect(await get(ask, taskId)).toMatchObject({
      taskId,
      status: "working",
      statusMessage: body.result?.statusMessage,
    });
    expect(endpoint.harness.sent).toEqual([]);
    await endpoint.decide({ approve: true });
    const task = await ended(ask, taskId);
    expect(task).toMatchObject({ status: "completed", result: { content: [{ type: "text", text: '{"id":"1"}' }] } });
    expect(task).not.toHaveProperty("statusMessage");
    expect(endpoint.harness.sent).toHaveLength(1);
    expect(endpoint.statuses()).toEqual(["executed"]);
  });

  it("leaves a record when its client gets the task, and one when it has run", async () => {
    const ask = await begin();
    const taskId = await hold(ask);
    expect(endpoint.toolRecords()).toHaveLength(1);
    await endpoint.decide({ approve: true });
    await ended(ask, taskId);
    const { id = "" } = endpoint.harness.approvalStore.rows[0] ?? {};
    expect(
      endpoint.harness.audit.map(({ action }) => action).filter((action) => !/^(initialize|tasks)/.test(action)),
    ).toEqual(["approval.request", "tools/call", "approval.approve", "approval.claim", "tools/call"]);
    const [first, last] = endpoint.toolRecords();
    expect(first?.reason).toMatch(/goes on as a task of Core's own\.$/);
    expect(last).toMatchObject({ outcome: "allowed", detail: { approvalId: id, arguments: { id: "1" } } });
    expect(last?.reason).toContain(`${id}: approved by "olga"`);
  });

  it("is a task where a rule wants the approval, too", async () => {
    const rules = [{ id: "ask", priority: 1, match: {}, when: 'args.id == "9"', effect: "approve" as const }];
    const ask = await begin({ world: { rules } });
    const list = (id: string) => ask("tools/call", { name: "notes__list", arguments: { id } });
    expect((await list("8")).body.result).toMatchObject({ content: [{ text: '{"id":"8"}' }] });
    const held = (await list("9")).body.result;
    expect(held).toMatchObject({ resultType: "task", status: "working" });
    await endpoint.decide({ approve: true });
    expect(await ended(ask, String(held?.taskId))).toMatchObject({ result: { content: [{ text: '{"id":"9"}' }] } });
  });

  it("reaches the server with the arguments as the person wrote them (A52)", async () => {
    const ask = await begin();
    const taskId = await hold(ask);
    await endpoint.decide({ approve: true, arguments: { id: "2" } });
    expect(await ended(ask, taskId)).toMatchObject({
      status: "completed",
      result: { content: [{ text: '{"id":"2"}' }] },
    });
    expect(endpoint.harness.sent.map(({ params }) => params.arguments)).toEqual([{ id: "2" }]);
    // What is seen later is decided on what was sent.
    endpoint.harness.change((world) => {
      world.rules = [{ id: "never-2", priority: 1, match: {}, when: 'args.id == "2"', effect: "deny" }];
    });
    expect(await get(ask, taskId)).toMatchObject({ error: { data: { code: "permission.denied" } } });
  });

  it("has ended well with a result that says why not, when it is rejected", async () => {
    const ask = await begin();
    const taskId = await hold(ask);
    await endpoint.decide({ approve: false, reason: "That note is mine." });
    expect(await ended(ask, taskId)).toMatchObject({
      status: "completed",
      result: {
        isError: true,
        content: [{ text: expect.stringContaining("That note is mine.") }],
        _meta: { "peta/code": "approval.rejected", approval: { status: "rejected" } },
      },
    });
    expect(endpoint.harness.sent).toEqual([]);
    expect(endpoint.toolRecords().at(-1)).toMatchObject({ errorCode: "approval.rejected" });
  });

  it("has ended with a result that says so, when nobody decides in time (A56)", async () => {
    const ask = await begin();
    const taskId = await hold(ask);
    const { expiresAt = 0 } = endpoint.harness.approvalStore.rows[0] ?? {};
    endpoint.harness.clock.advance(expiresAt - endpoint.harness.clock.now());
    expect(await ended(ask, taskId)).toMatchObject({
      status: "completed",
      result: { isError: true, _meta: { "peta/code": "approval.expired", approval: { status: "expired" } } },
    });
    expect(endpoint.harness.sent).toEqual([]);
    expect(endpoint.statuses()).toEqual(["expired"]);
  });

  it("never runs once it was cancelled, even if it is approved later", async () => {
    const ask = await begin();
    const taskId = await hold(ask);
    expect((await ask("tasks/cancel", { taskId })).body.error).toBeUndefined();
    expect(await get(ask, taskId)).toMatchObject({ taskId, status: "cancelled" });
    await endpoint.decide({ approve: true });
    await pause();
    expect(endpoint.harness.sent).toEqual([]);
    expect(endpoint.statuses()).toEqual(["approved"]);
    expect(await get(ask, taskId)).toMatchObject({ status: "cancelled" });
    expect(endpoint.toolRecords().at(-1)).toMatchObject({ errorCode: "request.cancelled" });
  });

  it("runs and is answered as ever where the approval is there already", async () => {
    const ask = await begin();
    const taskId = await hold(ask);
    await ask("tasks/cancel", { taskId });
    await endpoint.decide({ approve: true });
    const { result } = (await ask("tools/call", DELETE)).body;
    expect(result).toMatchObject({ resultType: "complete", content: [{ text: '{"id":"1"}' }] });
    expect(endpoint.statuses()).toEqual(["executed"]);
    // Used up: the next one asks anew.
    await hold(ask);
    expect(endpoint.statuses()).toEqual(["executed", "pending"]);
  });

  it("runs once where two tasks of the same call share one approval (A53)", async () => {
    const ask = await begin();
    const tasks = [await hold(ask), await hold(ask)];
    expect(endpoint.statuses()).toEqual(["pending"]);
    await endpoint.decide({ approve: true });
    const [one, other] = await Promise.all(tasks.map((taskId) => ended(ask, taskId)));
    const texts = [one, other].map((task) => JSON.stringify(task?.result));
    expect(texts.filter((text) => text.includes('{\\"id\\":\\"1\\"}'))).toHaveLength(1);
    expect(texts.filter((text) => /same call is being made under|was used by another call/.test(text))).toHaveLength(1);
    expect(endpoint.harness.sent).toHaveLength(1);
    expect(endpoint.statuses()).toEqual(["executed"]);
  });

  it("wants the decider's password where the tool does (A54)", async () => {
    const ask = await begin();
    const taskId = await hold(ask, PAY);
    await expect(endpoint.decide({ approve: true })).rejects.toMatchObject({ code: "approval.step_up_required" });
    expect(await get(ask, taskId)).toMatchObject({ status: "working" });
    await endpoint.decide({ approve: true, password: PASSWORD });
    expect(await ended(ask, taskId)).toMatchObject({
      status: "completed",
      result: { content: [{ text: '{"id":"1"}' }] },
    });
    expect(endpoint.statuses()).toEqual(["executed"]);
  });

  it("asks anew where the tool wants a password by now, and shows nothing of what ran without one (A52)", async () => {
    const ask = await begin();
    const ran = await hold(ask, { ...DELETE, arguments: { id: "ran" } });
    await endpoint.decide({ approve: true });
    await ended(ask, ran);
    const taskId = await hold(ask);
    endpoint.harness.change((world) => {
      const found = world.servers[0]?.capabilities.find(({ name }) => name === "delete");
      if (found) found.dangerLevel = 3;
    });
    expect(await get(ask, ran)).toMatchObject({ error: { data: { code: "permission.denied" } } });
    // Whoever waits sees that, and nothing else.
    expect(await get(ask, taskId)).toMatchObject({ status: "working" });
    await endpoint.decide({ approve: true, password: PASSWORD });
    expect(await ended(ask, taskId)).toMatchObject({ result: { content: [{ text: '{"id":"1"}' }] } });
  });

  it("does not run where a rule denies it by then, and shows nothing more (A7)", async () => {
    const ask = await begin();
    const taskId = await hold(ask);
    endpoint.harness.change((world) => {
      world.rules = [{ id: "no", priority: 1, match: {}, when: 'args.id == "1"', effect: "deny" }];
    });
    expect(await get(ask, taskId)).toMatchObject({ error: { data: { code: "permission.denied" } } });
    await expect(endpoint.decide({ approve: true })).rejects.toMatchObject({ code: "permission.denied" });
    await endpoint.decide({ approve: false });
    await expect.poll(() => endpoint.toolRecords()).toHaveLength(2);
    expect(endpoint.toolRecords().at(-1)).toMatchObject({ outcome: "denied", errorCode: "permission.denied" });
    expect(endpoint.harness.sent).toEqual([]);
  });

  it("does not run for a principal that was disabled, nor with a token that was revoked (A7)", async () => {
    const ask = await begin();
    await hold(ask);
    endpoint.harness.updatePrincipal("claude", { status: "disabled" });
    await endpoint.decide({ approve: true }).catch(() => {});
    await expect.poll(() => endpoint.toolRecords()).toHaveLength(2);
    expect(endpoint.toolRecords().at(-1)).toMatchObject({ errorCode: "principal.disabled" });
    endpoint.harness.updatePrincipal("claude", { status: "active" });
    const other = endpoint.harness.issue("claude", "other");
    await hold(asking(other), { ...DELETE, arguments: { id: "revoked" } });
    endpoint.harness.revoke(other);
    await expect.poll(() => endpoint.toolRecords()).toHaveLength(4);
    expect(endpoint.toolRecords().at(-1)).toMatchObject({ errorCode: "auth.invalid_token" });
    expect(endpoint.harness.sent).toEqual([]);
  });

  it("has failed with an error where the server could not be reached, and the approval with it", async () => {
    const ask = await begin({
      answer: () => {
        throw new CoreError("server.start_failed", "The program has ended at its start.");
      },
    });
    const taskId = await hold(ask);
    await endpoint.decide({ approve: true });
    expect(await ended(ask, taskId)).toMatchObject({
      status: "failed",
      error: { code: -32603, message: expect.stringContaining("at its start"), data: { code: "server.start_failed" } },
    });
    expect(endpoint.statuses()).toEqual(["failed"]);
  });

  it("is told of on a listen stream, from the wait to the result", async () => {
    const ask = await begin();
    const taskId = await hold(ask);
    const stream = await openStream(endpoint.harness.url, {
      method: "POST",
      headers: modernHeaders(endpoint.token, "subscriptions/listen"),
      body: rpc("subscriptions/listen", {
        notifications: { taskIds: [taskId] },
        _meta: modernMeta({ [CAPABILITIES]: DECLARED }),
      }),
    });
    expect(await stream.next()).toMatchObject({ params: { notifications: { taskIds: [taskId] } } });
    expect(await stream.next()).toMatchObject({
      method: "notifications/tasks",
      params: { taskId, status: "working", statusMessage: expect.stringContaining("apr_") },
    });
    await endpoint.decide({ approve: true });
    const told: Json[] = [];
    while (told.at(-1)?.status !== "completed") {
      // Where it begins to run there is a state of its own, in which no approval is named.
      endpoint.harness.clock.advance(250);
      told.push(((await stream.next()) as { params: Json }).params);
    }
    expect(told.at(-1)).toMatchObject({ taskId, result: { content: [{ text: '{"id":"1"}' }] } });
    stream.close();
  });

  it("asks what its server asks, once it runs, and goes on with the answer under the same approval", async () => {
    const requestedSchema = { type: "object", properties: { name: { type: "string" } } };
    await begin({
      answer: ({ options: { onQuestion, signal = new AbortController().signal } }) =>
        onQuestion?.({ method: "elicitation/create", params: { message: "Who?", requestedSchema } }, signal) ??
        Promise.reject(new Error("nobody to ask")),
    });
    const ask = asking(endpoint.token, { ...DECLARED, elicitation: { form: {} } });
    const taskId = await hold(ask);
    await endpoint.decide({ approve: true });
    expect(await ended(ask, taskId)).toMatchObject({ status: "input_required" });
    const [key = ""] = Object.keys((await get(ask, taskId)).inputRequests as Json);
    expect(endpoint.statuses()).toEqual(["executing"]);
    await ask("tasks/update", { taskId, inputResponses: { [key]: { action: "decline" } } });
    expect(await ended(ask, taskId)).toMatchObject({ status: "completed", result: { action: "decline" } });
    expect(endpoint.harness.sent).toHaveLength(1);
    expect(endpoint.statuses()).toEqual(["executed"]);
  });

  it("ends with its process: the next one says what to do", async () => {
    const taskId = await hold(await begin());
    await endpoint.harness.close();
    const { error } = (await (await begin())("tasks/get", { taskId })).body;
    expect(error).toMatchObject({
      code: -32602,
      message: expect.stringMatching(/Make the call again if it is still wanted: if a person has approved it/),
      data: { code: "task.not_found" },
    });
  });

  it("does not exist for anybody else (A24)", async () => {
    const ask = await begin();
    const taskId = await hold(ask);
    for (const token of [endpoint.harness.issue("spy"), endpoint.harness.issue("claude", "other")])
      for (const method of ["tasks/get", "tasks/cancel"])
        expect((await asking(token)(method, { taskId })).body.error?.data?.code).toBe("task.not_found");
    await endpoint.decide({ approve: true });
    expect(await ended(ask, taskId)).toMatchObject({ status: "completed" });
  });

  it("is redacted by the rules of the moment in which it is looked at", async () => {
    const ask = await begin({
      answer: () => ({ kind: "result", result: { content: [], structuredContent: { card: "4242" } } }),
    });
    const taskId = await hold(ask);
    await endpoint.decide({ approve: true });
    expect(JSON.stringify(await ended(ask, taskId))).toContain("4242");
    endpoint.harness.change((world) => {
      const obligations = { redactResult: ["structuredContent.card"] };
      world.rules = [{ id: "pci", priority: 1, match: {}, effect: "approve", obligations }];
    });
    const shown = JSON.stringify(await get(ask, taskId));
    expect(shown).toContain("[redacted]");
    expect(shown).not.toContain("4242");
  });

  it("belongs to Core and not to the server, which gets no task to run, even where it has tasks", async () => {
    const ask = await begin({
      world: { servers: [server("legacy", { capabilities: [tool("add", { dangerLevel: 2 })] })] },
    });
    const taskId = await hold(ask, { name: "notes__add", arguments: { text: "milk" } });
    await endpoint.decide({ approve: true });
    expect(await ended(ask, taskId)).toMatchObject({ result: { content: [{ text: '{"text":"milk"}' }] } });
    expect(endpoint.harness.sent.map(({ method, params }) => [method, params.task])).toEqual([
      ["tools/call", undefined],
    ]);
  });
});

describe("a call that waits for a person is held as before", () => {
  it("where its client does not declare the extension", async () => {
    await begin();
    const plain = asking(endpoint.token, {});
    const answer = plain("tools/call", DELETE);
    await endpoint.asked();
    await endpoint.decide({ approve: true });
    expect((await answer).body.result).toMatchObject({ resultType: "complete", content: [{ text: '{"id":"1"}' }] });
    const waiting = await endpoint.outwait(plain("tools/call", PAY));
    expect(waiting.body.result).toMatchObject({ _meta: { "peta/code": "approval.pending" } });
  });

  it("at the bound of tasks (A34)", async () => {
    const ask = await begin({ gatewayLimits: { tasksPerPrincipal: 1 } });
    const taskId = await hold(ask);
    endpoint.harness.audit.length = 0;
    const answer = ask("tools/call", { ...DELETE, arguments: { id: "2" } });
    const { detail } = await endpoint.asked();
    const pending = endpoint.harness.approvalStore.rows[1]?.id ?? "";
    expect(JSON.stringify(detail)).toContain('"2"');
    await endpoint.decide({ approve: true }, pending);
    expect((await answer).body.result).toMatchObject({ resultType: "complete", content: [{ text: '{"id":"2"}' }] });
    // What has ended makes room.
    await ask("tasks/cancel", { taskId });
    await hold(ask, { ...DELETE, arguments: { id: "3" } });
  });
});
