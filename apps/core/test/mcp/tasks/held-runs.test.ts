import { describe, expect, it } from "vitest";
import { CoreError } from "../../../src/errors.ts";
import type { ServerOutcome } from "../../../src/modules/servers/server-link.ts";
import { pause, useApprovals } from "../../approvals/approvals-over-mcp.ts";
import type { HarnessOptions } from "../create-harness.ts";
import { callLegacy, callModern } from "../raw-client.ts";
import { ADD, type Ask, CAPABILITIES, DECLARED, type Era, type Json, server, tasksOf, tool } from "./task-kit.ts";

const FORM = { mode: "form", message: "Who?", requestedSchema: { type: "object", properties: {} } };
const DONE: ServerOutcome = { kind: "result", result: { content: [{ type: "text", text: "done" }] } };
const endpoint = useApprovals();

/** Clients of both eras before a server of either, whose tool wants an approval. */
async function begin(era: Era, options: HarnessOptions = {}, definition?: Json): Promise<{ legacy: Ask; modern: Ask }> {
  const add = tool("add", { dangerLevel: 2, ...(definition && { definition: { name: "add", ...definition } }) });
  const session = await endpoint.start({
    ...options,
    world: { servers: [server(era, { asks: true, capabilities: [add] })] },
  });
  const { token, harness } = endpoint;
  const declared = { ...DECLARED, elicitation: { form: {} } };
  return {
    legacy: (method, params) => callLegacy(harness.url, token, session, method, params),
    modern: (method, params = {}) =>
      callModern(harness.url, token, method, { ...params, _meta: { [CAPABILITIES]: declared } }),
  };
}

const hold = async (ask: Ask): Promise<string> => {
  const { body } = await ask("tools/call", structuredClone(ADD));
  expect(body.result).toMatchObject({ resultType: "task", status: "working" });
  return String(body.result?.taskId);
};
const get = async (ask: Ask, taskId: string): Promise<Json> => (await ask("tasks/get", { taskId })).body.result ?? {};
const reaches = async (ask: Ask, taskId: string, status: string): Promise<Json> => {
  await expect.poll(async () => (await get(ask, taskId)).status).toBe(status);
  return get(ask, taskId);
};

describe("a held call that runs as a task of Core's own", () => {
  it("asks what its server asks, after the approval, which is used up when the call has ended (A52)", async () => {
    const { modern } = await begin("modern", {
      answer: ({ params }) =>
        params.inputResponses
          ? DONE
          : {
              kind: "result",
              result: {
                resultType: "input_required",
                requestState: "own-state",
                inputRequests: { who: { method: "elicitation/create", params: FORM } },
              },
            },
    });
    const taskId = await hold(modern);
    await endpoint.decide({ approve: true, arguments: { text: "tea" } });
    expect(await reaches(modern, taskId, "input_required")).toMatchObject({
      inputRequests: { who: { method: "elicitation/create", params: { message: "Who?" } } },
    });
    expect(endpoint.statuses()).toEqual(["executing"]);
    const inputResponses = { who: { action: "accept", content: { name: "Alice" } } };
    await modern("tasks/update", { taskId, inputResponses });
    expect(await reaches(modern, taskId, "completed")).toMatchObject({ result: { content: [{ text: "done" }] } });
    expect(endpoint.harness.sent.map(({ params }) => params.arguments)).toEqual([{ text: "tea" }, { text: "tea" }]);
    expect(endpoint.harness.sent[1]?.params).toMatchObject({ requestState: "own-state", inputResponses });
    expect(endpoint.statuses()).toEqual(["executed"]);
  });

  it("is a failed approval where it is cancelled while it runs", async () => {
    const { modern } = await begin("legacy", {
      answer: ({ options: { signal } }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener("abort", () => reject(new CoreError("request.cancelled", "It was cancelled.")));
        }),
    });
    const taskId = await hold(modern);
    await endpoint.decide({ approve: true });
    await expect.poll(() => endpoint.harness.sent).toHaveLength(1);
    await modern("tasks/cancel", { taskId });
    expect(await get(modern, taskId)).toMatchObject({ status: "cancelled" });
    expect(endpoint.harness.sent[0]?.options.signal?.aborted).toBe(true);
    await expect.poll(endpoint.statuses).toEqual(["failed"]);
  });

  it("waits for the task that its server makes of it, and names that to nobody", async () => {
    const { modern } = await begin("modern", { answer: tasksOf("modern") });
    const taskId = await hold(modern);
    await endpoint.decide({ approve: true });
    await expect.poll(() => endpoint.harness.sent).toHaveLength(1);
    const moving = setInterval(() => endpoint.harness.clock.advance(1_000), 5);
    const task = await reaches(modern, taskId, "completed").finally(() => clearInterval(moving));
    expect(task).toMatchObject({ result: { structuredContent: { card: "4242" } } });
    expect(JSON.stringify(task)).not.toContain("own-id");
    expect(endpoint.statuses()).toEqual(["executed"]);
  });

  it("runs as a task of its server where the tool runs only as one", async () => {
    const { modern } = await begin(
      "legacy",
      { answer: tasksOf("legacy") },
      {
        inputSchema: { type: "object" },
        execution: { taskSupport: "required" },
      },
    );
    const { body } = await modern("tools/call", structuredClone(ADD));
    const taskId = String(body.result?.taskId);
    await expect.poll(() => get(modern, taskId)).toMatchObject({ statusMessage: expect.stringContaining("apr_") });
    expect(endpoint.harness.sent).toEqual([]);
    await endpoint.decide({ approve: true });
    expect(await reaches(modern, taskId, "completed")).toMatchObject({ result: { content: [{ text: "done" }] } });
    expect(endpoint.harness.sent.map(({ method }) => method)).toEqual(["tools/call", "tasks/result"]);
  });

  it("is one, too, where the approval is there already and the call takes long", async () => {
    const answered = Promise.withResolvers<ServerOutcome>();
    const { modern } = await begin("legacy", { answer: () => answered.promise });
    await modern("tasks/cancel", { taskId: await hold(modern) });
    await endpoint.decide({ approve: true });
    const answer = modern("tools/call", structuredClone(ADD));
    await expect.poll(() => endpoint.harness.sent).toHaveLength(1);
    endpoint.harness.clock.advance(10_000);
    const { result } = (await answer).body;
    expect(result).toMatchObject({ resultType: "task", status: "working" });
    answered.resolve(DONE);
    const task = await reaches(modern, String(result?.taskId), "completed");
    expect(task).toMatchObject({ result: { content: [{ text: "done" }] } });
    expect(endpoint.statuses()).toEqual(["executed"]);
  });

  it("does not run when its client cannot be told of it, for want of a record", async () => {
    const { modern } = await begin("legacy");
    endpoint.harness.state.beforeRecord = async () => {
      // The question is on record, and the task is not.
      if (endpoint.harness.audit.some(({ action }) => action === "approval.request"))
        endpoint.harness.state.auditError = new CoreError("audit.unavailable", "The disk is full.");
    };
    const { body } = await modern("tools/call", structuredClone(ADD));
    expect(body.error?.data?.code).toBe("audit.unavailable");
    endpoint.harness.state.beforeRecord = endpoint.harness.state.auditError = null;
    await endpoint.decide({ approve: true });
    await pause();
    expect(endpoint.harness.sent).toEqual([]);
    expect(endpoint.statuses()).toEqual(["approved"]);
  });

  it("does not run when its token's time is over, whatever was decided (A7)", async () => {
    const { modern } = await begin("legacy", {
      toCredential: (_token, { tokenId, tokenHash }) => ({
        kind: "token",
        tokenId,
        tokenHash,
        expiresAt: endpoint.harness.clock.now() + 10_000,
      }),
    });
    await hold(modern);
    endpoint.harness.clock.advance(20_000);
    await endpoint.decide({ approve: true });
    await expect.poll(() => endpoint.toolRecords()).toHaveLength(2);
    expect(endpoint.toolRecords().at(-1)).toMatchObject({ errorCode: "auth.invalid_token" });
    expect(endpoint.harness.sent).toEqual([]);
  });

  it("goes with what is known when Core stops, and leaves the question as it is", async () => {
    const { modern } = await begin("legacy");
    await hold(modern);
    endpoint.harness.gateway.close();
    await expect.poll(() => endpoint.toolRecords()).toHaveLength(2);
    expect(endpoint.statuses()).toEqual(["pending"]);
    await endpoint.decide({ approve: true });
    await pause();
    expect(endpoint.harness.sent).toEqual([]);
  });
});

describe("a task of a client of 2025-11-25 at a server of 2026-07-28 that waits for a person", () => {
  const create = async (ask: Ask): Promise<string> => {
    const { result = {} } = (await ask("tools/call", { ...structuredClone(ADD), task: {} })).body;
    const { taskId } = result.task as { taskId: string };
    await expect.poll(() => get(ask, taskId)).toMatchObject({ statusMessage: expect.stringContaining("apr_") });
    return taskId;
  };

  it("is there at once, and runs when it is approved", async () => {
    const { legacy } = await begin("modern", { answer: () => DONE });
    const taskId = await create(legacy);
    const result = legacy("tasks/result", { taskId });
    expect(endpoint.harness.sent).toEqual([]);
    await endpoint.decide({ approve: true, arguments: { text: "tea" } });
    expect((await result).body.result).toMatchObject({ content: [{ text: "done" }] });
    expect(endpoint.harness.sent.map(({ params }) => params.arguments)).toEqual([{ text: "tea" }]);
    expect(endpoint.statuses()).toEqual(["executed"]);
    expect(await get(legacy, taskId)).toMatchObject({ status: "completed" });
  });

  it("has failed with a result that says why, when it is rejected", async () => {
    const { legacy } = await begin("modern");
    const taskId = await create(legacy);
    await endpoint.decide({ approve: false, reason: "Not today." });
    expect((await legacy("tasks/result", { taskId })).body.result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("Not today.") }],
      _meta: { "peta/code": "approval.rejected" },
    });
    expect(await get(legacy, taskId)).toMatchObject({ status: "failed" });
    expect(endpoint.harness.sent).toEqual([]);
  });

  it("never runs once it was cancelled", async () => {
    const { legacy } = await begin("modern");
    const taskId = await create(legacy);
    expect((await legacy("tasks/cancel", { taskId })).body.result).toMatchObject({ status: "cancelled" });
    await endpoint.decide({ approve: true });
    await pause();
    expect(endpoint.harness.sent).toEqual([]);
    expect(endpoint.statuses()).toEqual(["approved"]);
  });
});
