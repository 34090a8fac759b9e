import { afterEach, expect, it } from "vitest";
import { createHarness, type Harness, type HarnessOptions } from "./create-harness.ts";
import { callLegacy, callModern, openSession } from "./raw-client.ts";

type Json = Record<string, unknown>;

const TASKS = "io.modelcontextprotocol/tasks";
const CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
const ADD = { name: "notes__add", arguments: { text: "milk" } };

let harness: Harness;
afterEach(() => harness.close());
const start = async (options: HarnessOptions = {}): Promise<string> => {
  harness = await createHarness(options);
  return harness.issue("claude");
};

it("runs a call that asks for a task as an ordinary one, since no tasks are offered (2025-11-25)", async () => {
  const token = await start();
  const session = await openSession(harness.url, token);
  const answer = await callLegacy(harness.url, token, session, "tools/call", { ...ADD, task: { ttl: 60_000 } });
  expect(answer.body.result).toHaveProperty("content");
  expect(answer.body.result).not.toHaveProperty("task");
  expect(harness.sent.map(({ params }) => "task" in params)).toEqual([false]);
});

it("hides from servers that a client knows the tasks extension, and nothing else of what it declares", async () => {
  const token = await start();
  const call = (extensions: Json) =>
    callModern(harness.url, token, "tools/call", { ...ADD, _meta: { [CAPABILITIES]: { extensions } } });
  await call({ [TASKS]: {}, "vendor.example/own": { a: 1 } });
  await call({ [TASKS]: {} });
  expect(harness.sent.map(({ options }) => options.clientCapabilities)).toEqual([
    { extensions: { "vendor.example/own": { a: 1 } } },
    undefined,
  ]);
});

it("answers with an error when a server starts a task that it was not asked for, and says so in the record", async () => {
  const token = await start({
    answer: () => ({
      kind: "result",
      result: { resultType: "task", taskId: "secret-id", status: "working", ttlMs: 1 },
    }),
  });
  const answer = await callModern(harness.url, token, "tools/call", {
    ...ADD,
    _meta: { [CAPABILITIES]: { extensions: { [TASKS]: {} } } },
  });
  expect(answer.body.error).toMatchObject({ code: -32603, data: { code: "server.protocol_error" } });
  expect(JSON.stringify(answer.body)).not.toContain("secret-id");
  expect(harness.audit.filter(({ action }) => action === "tools/call")).toMatchObject([
    { outcome: "failed", errorCode: "server.protocol_error" },
  ]);
});

it("refuses every method of tasks in both eras, recorded, and asks no server (A24)", async () => {
  const token = await start();
  const session = await openSession(harness.url, token);
  for (const method of ["tasks/get", "tasks/result", "tasks/list", "tasks/cancel"]) {
    const answer = await callLegacy(harness.url, token, session, method, { taskId: "t" });
    expect([method, answer.status, answer.body.error?.code]).toEqual([method, 200, -32601]);
  }
  for (const method of ["tasks/get", "tasks/update", "tasks/cancel"]) {
    const answer = await callModern(harness.url, token, method, { taskId: "t" });
    expect([method, answer.status, answer.body.error?.code]).toEqual([method, 404, -32601]);
  }
  expect(harness.sent).toEqual([]);
  expect(harness.audit.filter(({ errorCode }) => errorCode === "request.unsupported")).toHaveLength(7);
});
