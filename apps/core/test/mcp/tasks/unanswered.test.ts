import { describe, expect, it } from "vitest";
import { DELETE, useApprovals } from "../../approvals/approvals-over-mcp.ts";
import { callModern, LEGACY, legacyHeaders, rpc, send } from "../raw-client.ts";
import { ADD, CAPABILITIES, DECLARED, type Json, server } from "./task-kit.ts";

const FORM = { mode: "form", message: "SECRET 4242", requestedSchema: { type: "object", properties: {} } };
const QUESTION_MS = 10 * 60_000;
const endpoint = useApprovals();
const never = new AbortController().signal;

describe("an own task whose server asks what nobody answers", () => {
  const begin = async (params: Json = {}) => {
    await endpoint.start({
      answer: async ({ options: { onQuestion, signal = never } }) =>
        (await onQuestion?.({ method: "elicitation/create", params: FORM }, signal)) ?? { kind: "result", result: {} },
    });
    const declared = { ...DECLARED, elicitation: { form: {} } };
    const ask = (method: string, sent: Json) =>
      callModern(endpoint.harness.url, endpoint.token, method, { ...sent, _meta: { [CAPABILITIES]: declared } });
    const { taskId } = (await ask("tools/call", { ...structuredClone(DELETE), ...params })).body.result as Json;
    await endpoint.decide({ approve: true });
    const get = async (): Promise<Json> => (await ask("tasks/get", { taskId })).body.result ?? {};
    await expect.poll(async () => (await get()).status).toBe("input_required");
    return { ask, get, taskId };
  };

  it("has failed and says why, and its time and its client end it without harm", async () => {
    const { ask, get, taskId } = await begin();
    endpoint.harness.clock.advance(QUESTION_MS + 1);
    expect(await get()).toMatchObject({ status: "failed", error: { message: "Nobody answered in time." } });
    expect(endpoint.statuses()).toEqual(["failed"]);
    const late = await ask("tasks/update", { taskId, inputResponses: {} });
    const cancelled = await ask("tasks/cancel", { taskId });
    expect([late, cancelled].map(({ body }) => body.error)).toEqual([undefined, undefined]);
    endpoint.harness.clock.advance(24 * 60 * 60_000);
    expect((await ask("tasks/get", { taskId })).body.error?.data?.code).toBe("task.not_found");
  });

  it("lives a day, whatever a client of 2026-07-28 sends as if it were one of 2025-11-25", async () => {
    const { get } = await begin({ task: { ttl: 1 } });
    expect(await get()).toMatchObject({ ttlMs: 24 * 60 * 60_000 });
  });
});

it("an own task asks nobody who may not see it any more, on whatever stream they wait (A7)", async () => {
  let ask = (): void => {};
  const asking = new Promise<void>((resolve) => (ask = resolve));
  await endpoint.start({
    world: { servers: [server("modern")] },
    async answer() {
      await asking;
      const inputRequests = { who: { method: "elicitation/create", params: FORM } };
      return { kind: "result", result: { resultType: "input_required", requestState: "s", inputRequests } };
    },
  });
  const { url } = endpoint.harness;
  const token = endpoint.harness.issue("claude");
  const capabilities = { elicitation: { form: {} } };
  const opened = await send(url, {
    headers: legacyHeaders(token),
    body: rpc("initialize", { protocolVersion: LEGACY, capabilities }),
  });
  const headers = legacyHeaders(token, String(opened.headers["mcp-session-id"]));
  const created = await send(url, { headers, body: rpc("tools/call", { ...ADD, task: {} }) });
  const { taskId } = (created.body.result as { task: Json }).task;
  const waiting = send(url, { headers, body: rpc("tasks/result", { taskId }) });
  await expect.poll(() => endpoint.harness.sent).toHaveLength(1);
  endpoint.harness.change(
    (world) => void (world.grants = [{ handle: "claude", target: "notes::add", enabled: false }]),
  );
  ask();
  const { body, text } = await waiting;
  expect(body.error?.data?.code).toBe("task.not_found");
  expect(text).not.toContain("4242");
});
