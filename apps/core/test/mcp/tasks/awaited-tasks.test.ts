import { afterEach, describe, expect, it } from "vitest";
import { CoreError } from "../../../src/errors.ts";
import type { ServerOutcome } from "../../../src/modules/servers/server-link.ts";
import type { CapabilityInput, HarnessOptions, SentRequest } from "../create-harness.ts";
import { callModern, LEGACY, legacyHeaders, openStream, rpc, send } from "../raw-client.ts";
import { ADD, type Ask, CAPABILITIES, createTaskKit, DECLARED, type Json, server, tool } from "./task-kit.ts";

const AT = "2026-01-01T00:00:00Z";
const FORM = { mode: "form", message: "Who?", requestedSchema: { type: "object", properties: {} } };
const ACCEPTED = { action: "accept", content: { name: "Alice" } };
const RESULT = { content: [{ type: "text", text: "done" }] };
const INSISTS = { code: -32021, message: "no", data: { requiredCapabilities: DECLARED } };
const OWN = { "io.modelcontextprotocol/related-task": { taskId: "own-id" } };
const kit = createTaskKit();
afterEach(() => kit.stop());

/** Requests for the state or the result of a task that the server has not answered. */
let open: { request: SentRequest; answer: (outcome: ServerOutcome) => void }[] = [];
const state = (status: string, more: Json = {}): Json => ({
  taskId: "own-id",
  status,
  createdAt: AT,
  lastUpdatedAt: AT,
  ...more,
});
const result = (value: Json): ServerOutcome => ({ kind: "result", result: value });

const answer = (request: SentRequest): ServerOutcome | Promise<ServerOutcome> => {
  const { method, params, options } = request;
  if (method === "tools/call" && params.task) return result({ task: state("working", { ttl: 60_000 }) });
  if (method === "tools/call")
    return "extensions" in (options.clientCapabilities ?? {})
      ? result({ resultType: "task", ...state("working", { ttlMs: 60_000 }) })
      : { kind: "error", error: INSISTS };
  if (method === "tasks/cancel" || method === "tasks/update") return result({});
  return new Promise((resolve, reject) => {
    open.push({ request, answer: (outcome) => resolve(structuredClone(outcome)) });
    options.signal?.addEventListener("abort", () => reject(new CoreError("request.cancelled", "It was cancelled.")));
  });
};

const MUST: CapabilityInput = tool("add", {
  definition: { name: "add", inputSchema: { type: "object" }, execution: { taskSupport: "required" } },
});

async function begin(era: "legacy" | "modern", world: HarnessOptions["world"] = {}): Promise<string> {
  open = [];
  const capabilities = [era === "legacy" ? MUST : tool("add")];
  await kit.start(era, { answer, world: { servers: [server(era, { asks: true, capabilities })], ...world } });
  return kit.harness.issue("claude");
}

const methods = (): string[] => kit.harness.sent.map(({ method }) => method);
/** The server's next request about its task, as the time for it has come. */
const asked = async (): Promise<(typeof open)[number]> => {
  const next = (): number => {
    if (open.length === 0) kit.harness.clock.advance(1_000);
    return open.length;
  };
  await expect.poll(next, { interval: 10 }).toBeGreaterThan(0);
  return open.shift() as (typeof open)[number];
};

/** A call by a client of 2025-11-25 that can be asked, and what comes on its stream, which begins with a question. */
async function callAsLegacy(token: string) {
  const opened = await send(kit.harness.url, {
    headers: legacyHeaders(token),
    body: rpc("initialize", { protocolVersion: LEGACY, capabilities: { elicitation: { form: {} } } }),
  });
  const headers = legacyHeaders(token, String(opened.headers["mcp-session-id"]));
  const stream = openStream(kit.harness.url, { method: "POST", headers, body: rpc("tools/call", ADD) });
  const next = async (): Promise<unknown> => (await stream).next();
  const post = (body: Json): Promise<unknown> =>
    send(kit.harness.url, { headers, body: JSON.stringify({ jsonrpc: "2.0", ...body }) });
  return { next, post };
}
const asModern =
  (token: string, capabilities: Json): Ask =>
  (method, params = {}) =>
    callModern(kit.harness.url, token, method, { ...params, _meta: { [CAPABILITIES]: capabilities } });

describe("a task of 2025-11-25 that is waited for inside a call", () => {
  const question = { method: "elicitation/create", params: { ...FORM, _meta: OWN } };

  it("asks a client of 2025-11-25 on the stream of its call, and names itself to its server only", async () => {
    const { next, post } = await callAsLegacy(await begin("legacy"));
    const waiting = await asked();
    const answered = waiting.request.options.onQuestion?.(question, new AbortController().signal);
    const put = (await next()) as { id: string; params: Json };
    expect(put).toMatchObject({ method: "elicitation/create", params: { message: "Who?" } });
    expect(JSON.stringify(put)).not.toMatch(/own-id|related-task/);
    await post({ id: put.id, result: ACCEPTED });
    expect(await answered).toEqual(result({ ...ACCEPTED, _meta: OWN }));
    waiting.answer(result({ ...RESULT, _meta: OWN }));
    const end = await next();
    expect(end).toMatchObject({ result: RESULT });
    expect(JSON.stringify(end)).not.toMatch(/own-id|related-task/);
    expect(methods()).toEqual(["tools/call", "tasks/result"]);
  });

  it("asks a client of 2026-07-28 that knows no tasks by input_required, and goes on with its answers", async () => {
    const ask = asModern(await begin("legacy"), { elicitation: { form: {} } });
    const first = ask("tools/call", ADD);
    const waiting = await asked();
    const answered = waiting.request.options.onQuestion?.(question, new AbortController().signal);
    const { body, text } = await first;
    expect(body.result).toMatchObject({ resultType: "input_required" });
    expect(text).not.toContain("own-id");
    const { requestState, inputRequests } = body.result as { requestState: string; inputRequests: Json };
    const [key = ""] = Object.keys(inputRequests);
    const second = ask("tools/call", { ...ADD, requestState, inputResponses: { [key]: ACCEPTED } });
    expect(await answered).toEqual(result({ ...ACCEPTED, _meta: OWN }));
    waiting.answer(result(RESULT));
    expect((await second).body.result).toMatchObject(RESULT);
    expect(methods()).toEqual(["tools/call", "tasks/result"]);
  });

  it("ends at its server when its client takes the call back", async () => {
    const token = await begin("legacy");
    const ask = await kit.client("legacy", token);
    const called = ask("tools/call", ADD);
    await asked();
    await send(kit.harness.url, {
      headers: legacyHeaders(token, kit.sessionOf(token)),
      body: JSON.stringify({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } }),
    });
    await called;
    await expect.poll(methods).toEqual(["tools/call", "tasks/result", "tasks/cancel"]);
    expect(kit.harness.sent.at(-1)).toMatchObject({ params: { taskId: "own-id" } });
    expect(kit.harness.sent.at(-1)?.options.signal).toBeUndefined();
  });
});

describe("a task of 2026-07-28 that is waited for inside a call", () => {
  const asking = result(
    state("input_required", { inputRequests: { who: { method: "elicitation/create", params: FORM } } }),
  );
  const begun = ["tools/call", "tools/call", "tasks/get"];

  it("asks a client of 2025-11-25 on the stream of its call, and goes on with its answers", async () => {
    const { next, post } = await callAsLegacy(await begin("modern"));
    (await asked()).answer(asking);
    const put = (await next()) as { id: string; params: Json };
    expect(put).toMatchObject({ method: "elicitation/create", params: { message: "Who?" } });
    await post({ id: put.id, result: ACCEPTED });
    (await asked()).answer(result(state("completed", { result: RESULT })));
    const end = await next();
    expect(end).toMatchObject({ result: RESULT });
    expect(JSON.stringify([put, end])).not.toMatch(/own-id|peta-task/);
    expect(methods()).toEqual([...begun, "tasks/update", "tasks/get"]);
    expect(kit.harness.sent[3]?.params).toEqual({ taskId: "own-id", inputResponses: { who: ACCEPTED } });
  });

  it("ends at its server where its client cannot be asked", async () => {
    const ask = await kit.client("legacy", await begin("modern"));
    const called = ask("tools/call", ADD);
    (await asked()).answer(asking);
    expect((await called).body.error).toMatchObject({ code: -32603 });
    await expect.poll(methods).toEqual([...begun, "tasks/cancel"]);
  });

  it("is no task to a client of 2026-07-28, which is told by the server that it has to declare the extension", async () => {
    const ask = asModern(await begin("modern"), {});
    expect((await ask("tools/call", ADD)).body.error).toMatchObject({
      code: -32021,
      data: { requiredCapabilities: DECLARED },
    });
    expect(methods()).toEqual(["tools/call"]);
  });

  it("is waited for where such a client calls by way of catalog_execute", async () => {
    const strict = { principalId: null, clientKey: null, profile: "strict" as const, pinned: [], directTools: 0 };
    const ask = asModern(await begin("modern", { discovery: [strict] }), DECLARED);
    const described = await ask("tools/call", { name: "peta__catalog_describe", arguments: { names: ["notes__add"] } });
    const { tools } = (described.body.result ?? {}).structuredContent as { tools: { schemaHash: string }[] };
    const args = { name: "notes__add", arguments: {}, schemaHash: tools[0]?.schemaHash };
    const called = ask("tools/call", { name: "peta__catalog_execute", arguments: args });
    (await asked()).answer(result(state("completed", { result: RESULT })));
    expect((await called).body.result).toMatchObject(RESULT);
    expect(methods()).toEqual(begun);
  });

  it("is kept for nobody, and what its server answers at once is kept as ever", async () => {
    const token = await begin("modern", {
      cachePolicies: [{ serverId: "notes", kind: "tool", name: "add", admission: "first_call" }],
    });
    const ask = await kit.client("legacy", token);
    for (const _ of [1, 2]) {
      const called = ask("tools/call", ADD);
      (await asked()).answer(result(state("completed", { result: RESULT })));
      expect((await called).body.result).toMatchObject(RESULT);
    }
    expect(methods()).toEqual([...begun, ...begun]);
    kit.harness.state.answer = () => result(structuredClone(RESULT));
    for (const _ of [1, 2]) expect((await ask("tools/call", ADD)).body.result).toMatchObject(RESULT);
    expect(methods()).toEqual([...begun, ...begun, "tools/call"]);
  });
});
