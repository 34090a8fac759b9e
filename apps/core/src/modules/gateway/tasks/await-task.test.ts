import { describe, expect, it } from "vitest";
import { TestClock } from "../../../adapters/clock.ts";
import { CoreError } from "../../../errors.ts";
import type { Json } from "../../json.ts";
import type { ServerOutcome, ServerQuestion, ServerRequestOptions } from "../../servers/server-link.ts";
import { createAwaitTask, type Pass } from "./await-task.ts";

const AT = "2026-01-01T00:00:00Z";
const TASKS = { extensions: { "io.modelcontextprotocol/tasks": {} } };
const state = (status: string, more: Json = {}): Json => ({
  taskId: "own-id",
  status,
  createdAt: AT,
  lastUpdatedAt: AT,
  ...more,
});
const result = (value: Json): ServerOutcome => ({ kind: "result", result: value });
const started = (more: Json = {}): ServerOutcome => result({ resultType: "task", ...state("working", more) });
const done = result(state("completed", { result: { content: [] } }));

/** A server that answers in turn, and what it was sent. */
function twin(answers: (ServerOutcome | Error | Promise<ServerOutcome>)[]) {
  const clock = new TestClock();
  const sent: { method: string; params: Json; changed: Partial<ServerRequestOptions>; without: readonly string[] }[] =
    [];
  const pass: Pass = async (method, params, changed, without = []) => {
    sent.push({ method, params, changed, without });
    const answer = answers.shift() ?? result({});
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const methods = (): string[] => sent.map(({ method }) => method);
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  /** Lets so much time go by, and what follows on it happen. */
  const after = async (ms: number): Promise<void> => {
    await settled();
    clock.advance(ms);
    await settled();
  };
  return { clock, sent, pass, methods, after, ...createAwaitTask({ clock }) };
}
const PLAIN: ServerRequestOptions = { timeoutMs: 1 };
const CALL = { name: "add", arguments: {} };
const SOON = { until: (): number => 0 };
const SPARE_MS = 15 * 60_000;

describe("a task of 2025-11-25 inside a call", () => {
  const begun = result({ task: state("working") });

  it("is asked for, and its result is the answer, without a trace of the task", async () => {
    const related = { "io.modelcontextprotocol/related-task": { taskId: "own-id" }, "example.com/kept": 1 };
    const { ofLegacy, clock, pass, sent } = twin([begun, result({ content: [], _meta: related })]);
    const outcome = await ofLegacy("notes", { until: () => clock.now() + 5_000 }).run(CALL, PLAIN, pass);
    expect(outcome).toEqual(result({ content: [], _meta: { "example.com/kept": 1 } }));
    expect(sent.map(({ method, params, changed }) => [method, params, changed.timeoutMs])).toEqual([
      ["tools/call", { ...CALL, task: { ttl: 5_000 + SPARE_MS } }, undefined],
      ["tasks/result", { taskId: "own-id" }, 5_000],
    ]);
  });

  it("is the call's own answer or error where the server makes no task of it", async () => {
    const refused: ServerOutcome = { kind: "error", error: { code: -32602, message: "text is missing" } };
    for (const answer of [result({ content: [] }), refused]) {
      const { ofLegacy, pass, methods } = twin([answer]);
      expect(await ofLegacy("notes", SOON).run(CALL, PLAIN, pass)).toEqual(answer);
      expect(methods()).toEqual(["tools/call"]);
    }
  });

  it("ends with the task's error, which does not name the task", async () => {
    const failure: ServerOutcome = { kind: "error", error: { code: -32603, message: "own-id broke" } };
    const { ofLegacy, pass } = twin([begun, failure]);
    const outcome = await ofLegacy("notes", SOON).run(CALL, PLAIN, pass);
    expect(outcome).toEqual({ kind: "error", error: { code: -32603, message: "this task broke" } });
  });

  it.each(["request.cancelled", "server.timeout"] as const)("is cancelled at the server on %s", async (code) => {
    const { ofLegacy, pass, sent } = twin([begun, new CoreError(code, "It ended.")]);
    await expect(ofLegacy("notes", SOON).run(CALL, PLAIN, pass)).rejects.toMatchObject({ code });
    expect(sent.at(-1)).toMatchObject({ method: "tasks/cancel", params: { taskId: "own-id" } });
    // A signal that has fired would take this back too.
    expect(sent.at(-1)?.without).toContain("signal");
  });

  it("is not asked about where the server died", async () => {
    const { ofLegacy, pass, methods } = twin([begun, new CoreError("server.died", "It ended.")]);
    await expect(ofLegacy("notes", SOON).run(CALL, PLAIN, pass)).rejects.toMatchObject({ code: "server.died" });
    expect(methods()).toEqual(["tools/call", "tasks/result"]);
  });

  it("puts its questions without the server's name of it, and answers under that name", async () => {
    const { ofLegacy, pass, sent } = twin([begun, result({ content: [] })]);
    const put: ServerQuestion[] = [];
    const onQuestion = async (question: ServerQuestion): Promise<ServerOutcome> => {
      put.push(question);
      return result({ action: "accept", _meta: { "example.com/kept": 1 } });
    };
    await ofLegacy("notes", SOON).run(CALL, { ...PLAIN, onQuestion }, pass);
    const [, waited] = sent;
    const related = { "io.modelcontextprotocol/related-task": { taskId: "own-id" } };
    const never = new AbortController().signal;
    const ask = (meta: Json): Promise<ServerOutcome> | undefined =>
      waited?.changed.onQuestion?.({ method: "elicitation/create", params: { message: "Who?", _meta: meta } }, never);
    expect(await ask(related)).toEqual(result({ action: "accept", _meta: { "example.com/kept": 1, ...related } }));
    // One of another task's is not said to be this one's.
    expect(await ask({ "io.modelcontextprotocol/related-task": { taskId: "other" } })).toEqual(
      result({ action: "accept", _meta: { "example.com/kept": 1 } }),
    );
    const shown = { method: "elicitation/create", params: { message: "Who?", _meta: {} } };
    expect(put).toEqual([shown, shown]);
  });

  it("is refused when it is none", async () => {
    const { ofLegacy, pass } = twin([result({ task: { taskId: "", status: "working" } })]);
    await expect(ofLegacy("notes", SOON).run(CALL, PLAIN, pass)).rejects.toMatchObject({
      code: "server.protocol_error",
    });
  });
});

describe("a task of 2026-07-28 inside a call", () => {
  it("is asked about as often as its server suggests, within bounds, and tells how it goes", async () => {
    const said: string[] = [];
    const { ofModern, clock, pass, methods, after } = twin([
      started({ pollIntervalMs: 1 }),
      result(state("working", { pollIntervalMs: 60_000, statusMessage: "own-id: half" })),
      result(state("working", { statusMessage: "own-id: half" })),
      done,
    ]);
    const wait = { until: () => clock.now() + 60_000, onStatus: (message: string) => said.push(message) };
    const outcome = ofModern("notes", wait, true).run(CALL, PLAIN, pass);
    await after(249);
    expect(methods()).toHaveLength(1);
    await after(1);
    expect(methods()).toHaveLength(2);
    await after(4_999);
    expect(methods()).toHaveLength(2);
    await after(1);
    await after(1_000);
    expect(await outcome).toEqual(result({ content: [] }));
    expect(methods()).toEqual(["tools/call", "tasks/get", "tasks/get", "tasks/get"]);
    expect(said).toEqual(["this task: half"]);
  });

  it("is begun at once, or only after the server has refused the call without", async () => {
    const insists: ServerOutcome = {
      kind: "error",
      error: { code: -32021, message: "no", data: { requiredCapabilities: TASKS } },
    };
    const atOnce = twin([result({ content: [] })]);
    await atOnce.ofModern("notes", SOON, true).run(CALL, { ...PLAIN, clientCapabilities: { roots: {} } }, atOnce.pass);
    expect(atOnce.sent.map(({ changed }) => changed.clientCapabilities)).toEqual([{ roots: {}, ...TASKS }]);
    const late = twin([insists, result({ content: [] })]);
    await late.ofModern("notes", SOON, false).run(CALL, PLAIN, late.pass);
    expect(late.sent.map(({ changed }) => changed.clientCapabilities)).toEqual([undefined, TASKS]);
    const other: ServerOutcome = { kind: "error", error: { code: -32021, message: "no", data: {} } };
    const refused = twin([other]);
    expect(await refused.ofModern("notes", SOON, false).run(CALL, PLAIN, refused.pass)).toEqual(other);
  });

  it.each([
    ["failed", { error: { code: -32602, message: "own-id is wrong" } }, "this task is wrong"],
    ["failed", {}, "does not say why"],
    ["cancelled", {}, "The server cancelled"],
    ["completed", {}, "without a result"],
  ])("ends %s with an error of the call", async (status, more, message) => {
    const { ofModern, clock, pass, after } = twin([started(), result(state(status, more))]);
    const outcome = ofModern("notes", { until: () => clock.now() + 60_000 }, true).run(CALL, PLAIN, pass);
    await after(1_000);
    expect(await outcome).toMatchObject({ kind: "error", error: { message: expect.stringContaining(message) } });
  });

  it("asks as a call does, and goes on with the answers", async () => {
    const inputRequests = { a: { method: "roots/list" } };
    const { ofModern, clock, pass, sent, after } = twin([
      started(),
      result(state("input_required", { inputRequests })),
      result({}),
      done,
    ]);
    const call = ofModern("notes", { until: () => clock.now() + 60_000 }, true);
    const first = call.run(CALL, PLAIN, pass);
    await after(1_000);
    const asked = await first;
    expect(asked).toMatchObject({ result: { resultType: "input_required", inputRequests } });
    const { requestState } = (asked as { result: Json }).result;
    // What a person takes to answer is not the call's time.
    clock.advance(300_000);
    const second = call.run({ ...CALL, requestState, inputResponses: { a: { roots: [] } } }, PLAIN, pass);
    await after(1_000);
    expect(await second).toEqual(result({ content: [] }));
    call.giveUp();
    expect(sent.slice(2).map(({ method, params }) => [method, params])).toEqual([
      ["tasks/update", { taskId: "own-id", inputResponses: { a: { roots: [] } } }],
      ["tasks/get", { taskId: "own-id" }],
    ]);
  });

  it("is cancelled at the server when its client goes away, and when its time is over", async () => {
    const gone = twin([started()]);
    const controller = new AbortController();
    const wait = { until: () => gone.clock.now() + 60_000 };
    const taken = gone.ofModern("notes", wait, true).run(CALL, { ...PLAIN, signal: controller.signal }, gone.pass);
    await gone.after(1);
    controller.abort();
    await expect(taken).rejects.toMatchObject({ code: "request.cancelled" });
    expect(gone.methods()).toEqual(["tools/call", "tasks/cancel"]);
    const slow = twin([started(), result(state("working"))]);
    const end = slow.clock.now() + 500;
    const late = slow.ofModern("notes", { until: () => end }, true).run(CALL, PLAIN, slow.pass);
    await Promise.all([expect(late).rejects.toMatchObject({ code: "server.timeout" }), slow.after(500)]);
    expect(slow.methods()).toEqual(["tools/call", "tasks/get", "tasks/cancel"]);
  });

  it("ends at the server when nobody answers what it has asked, once", async () => {
    const { ofModern, clock, pass, methods, after } = twin([started(), result(state("input_required"))]);
    const call = ofModern("notes", { until: () => clock.now() + 60_000 }, true);
    const first = call.run(CALL, PLAIN, pass);
    call.giveUp();
    await after(1_000);
    await first;
    call.giveUp();
    call.giveUp();
    expect(methods()).toEqual(["tools/call", "tasks/get", "tasks/cancel"]);
  });

  it("is asked about again where its server had too much to do", async () => {
    const busy = new CoreError("server.busy", "Too many requests.");
    const { ofModern, clock, pass, methods, after } = twin([started(), busy, done]);
    const outcome = ofModern("notes", { until: () => clock.now() + 60_000 }, true).run(CALL, PLAIN, pass);
    await after(1_000);
    await after(1_000);
    expect(await outcome).toEqual(result({ content: [] }));
    expect(methods()).toEqual(["tools/call", "tasks/get", "tasks/get"]);
  });

  it.each([
    [-32603, "own-id broke", "this task broke", ["tools/call", "tasks/get", "tasks/cancel"]],
    [-32602, "Unknown task own-id", "does not know the task any more", ["tools/call", "tasks/get"]],
  ])("ends with an error where its state is answered with %s", async (code, message, said, expected) => {
    const refused: ServerOutcome = { kind: "error", error: { code, message, data: { taskId: "own-id" } } };
    const { ofModern, clock, pass, methods, after } = twin([started(), refused]);
    const outcome = ofModern("notes", { until: () => clock.now() + 60_000 }, true).run(CALL, PLAIN, pass);
    await after(1_000);
    expect(await outcome).toMatchObject({ error: { code: -32603, message: expect.stringContaining(said) } });
    expect(JSON.stringify(await outcome)).not.toContain("own-id");
    expect(methods()).toEqual(expected);
  });

  it("is cancelled at the server where that does not take the answers", async () => {
    const { ofModern, pass, methods } = twin([{ kind: "error", error: { code: -32603, message: "No." } }]);
    const params = { ...CALL, requestState: "peta-task:own-id", inputResponses: {} };
    expect(await ofModern("notes", SOON, false).run(params, PLAIN, pass)).toMatchObject({ error: { message: "No." } });
    expect(methods()).toEqual(["tasks/update", "tasks/cancel"]);
  });

  it("is refused when the server answers with another one, and ended there (A24)", async () => {
    const { ofModern, clock, pass, methods, after } = twin([
      started(),
      result({ ...state("completed"), taskId: "other" }),
    ]);
    const outcome = ofModern("notes", { until: () => clock.now() + 60_000 }, true).run(CALL, PLAIN, pass);
    await Promise.all([expect(outcome).rejects.toMatchObject({ code: "server.protocol_error" }), after(1_000)]);
    expect(methods()).toEqual(["tools/call", "tasks/get", "tasks/cancel"]);
  });
});
