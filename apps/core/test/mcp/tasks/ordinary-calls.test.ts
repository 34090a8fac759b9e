import { afterEach, describe, expect, it } from "vitest";
import { callLegacy, callModern, legacyHeaders, openSession, rpc, send } from "../raw-client.ts";
import {
  ADD,
  type Ask,
  CAPABILITIES,
  createTaskKit,
  DECLARED,
  type Json,
  server,
  TASKS,
  tasksOf,
  tool,
} from "./task-kit.ts";

const kit = createTaskKit();
afterEach(() => kit.stop());

describe("a call that cannot become a task", () => {
  it("runs as an ordinary one where no tasks are offered, and the methods are refused on record (2025-11-25)", async () => {
    await kit.start("legacy", { world: { servers: [server("legacy", { declaredCapabilities: null })] } });
    const token = kit.harness.issue("claude");
    const session = await openSession(kit.harness.url, token);
    const answer = await callLegacy(kit.harness.url, token, session, "tools/call", { ...ADD, task: { ttl: 60_000 } });
    expect(answer.body.result).toHaveProperty("content");
    expect(kit.harness.sent.map(({ params }) => "task" in params)).toEqual([false]);
    for (const method of ["tasks/get", "tasks/result", "tasks/list", "tasks/cancel"]) {
      const refused = await callLegacy(kit.harness.url, token, session, method, { taskId: "t" });
      expect([method, refused.status, refused.body.error?.code]).toEqual([method, 200, -32601]);
    }
    // Any call of a client of 2026-07-28 may become one, when a person has to be waited for.
    for (const method of ["tasks/get", "tasks/update", "tasks/cancel"]) {
      const refused = await callModern(kit.harness.url, token, method, { taskId: "t" });
      expect([method, refused.status, refused.body.error?.code]).toEqual([method, 400, -32021]);
    }
    expect(kit.harness.sent).toHaveLength(1);
    expect(kit.harness.audit.filter(({ errorCode }) => errorCode === "request.unsupported")).toHaveLength(4);
  });

  it("is refused by name where the tool runs no tasks", async () => {
    await kit.start("legacy");
    const legacy = await kit.client("legacy", kit.harness.issue("claude"));
    const plain = await legacy("tools/call", { name: "notes__plain", task: {} });
    expect(plain.body.error).toMatchObject({
      code: -32601,
      message: expect.stringMatching(/plain.*cannot run as a task/),
    });
    expect(kit.harness.sent).toEqual([]);
    const { tools } = (await legacy("tools/list")).body.result as { tools: Json[] };
    expect(tools.map(({ execution }) => execution)).toEqual([{ taskSupport: "optional" }, undefined]);
  });

  it("waits for the task of a tool that runs nothing else, and names it to nobody", async () => {
    const required = { name: "must", inputSchema: { type: "object" }, execution: { taskSupport: "required" } };
    await kit.start("legacy", {
      world: { servers: [server("legacy", { capabilities: [tool("must", { definition: required })] })] },
    });
    const token = kit.harness.issue("claude");
    const session = await kit.client("legacy", token);
    const modern: Ask = (method, params) => callModern(kit.harness.url, token, method, params);
    for (const ask of [session, modern]) {
      const answer = await ask("tools/call", { name: "notes__must" });
      expect(answer.body.result).toMatchObject({ content: [{ text: "done" }] });
      expect(answer.text).not.toContain("own-id");
    }
    const [created, fetched] = kit.harness.sent;
    expect(kit.harness.sent.map(({ method }) => method)).toEqual([
      "tools/call",
      "tasks/result",
      "tools/call",
      "tasks/result",
    ]);
    expect([created?.params.task, fetched?.params]).toEqual([{ ttl: expect.any(Number) }, { taskId: "own-id" }]);
    const { tools } = (await session("tools/list")).body.result as { tools: Json[] };
    expect(tools.map(({ execution }) => execution)).toEqual([{ taskSupport: "required" }]);
  });

  it("is an ordinary one across eras where the tool need not run as a task", async () => {
    await kit.start("legacy");
    const token = kit.harness.issue("claude");
    const ask = await kit.client("modern", token);
    expect((await kit.create("modern", ask)).answer.body.result).toMatchObject({ content: [{ text: "done" }] });
    expect(kit.harness.sent.map(({ params, options }) => [params.task, options.clientCapabilities])).toEqual([
      [undefined, undefined],
    ]);
    // An id of the other era's is one of nobody's.
    const { taskId } = await kit.create("legacy", await kit.client("legacy", token));
    expect((await ask("tasks/get", { taskId })).body.error?.data?.code).toBe("task.not_found");
  });

  it("waits for the task that a modern server insists on, where its client can have none", async () => {
    const answer = tasksOf("modern");
    await kit.start("modern", {
      answer: (sent) =>
        sent.method === "tools/call" && !sent.options.clientCapabilities
          ? { kind: "error", error: { code: -32021, message: "no", data: { requiredCapabilities: DECLARED } } }
          : answer(sent),
    });
    const ask = await kit.client("legacy", kit.harness.issue("claude"));
    const waiting = ask("tools/call", ADD);
    const sent = (): number => {
      if (kit.harness.sent.length === 2) kit.harness.clock.advance(1_000);
      return kit.harness.sent.length;
    };
    await expect.poll(sent, { interval: 10 }).toBe(3);
    expect((await waiting).body.result).toMatchObject({ content: [{ text: "done" }] });
    expect(kit.harness.sent.map(({ method }) => method)).toEqual(["tools/call", "tools/call", "tasks/get"]);
    expect((await waiting).text).not.toContain("own-id");
  });

  it("is any call of a version before 2025-11-25, and any through catalog_execute", async () => {
    const strict = { principalId: null, clientKey: null, profile: "strict" as const, pinned: [], directTools: 0 };
    await kit.start("legacy", { world: { discovery: [strict] } });
    const token = kit.harness.issue("claude");
    const opened = await send(kit.harness.url, {
      headers: legacyHeaders(token),
      body: rpc("initialize", { protocolVersion: "2025-06-18", capabilities: {} }),
    });
    const session = String(opened.headers["mcp-session-id"]);
    const old = await callLegacy(kit.harness.url, token, session, "tools/call", { ...ADD, task: {} });
    expect(old.body.result).toHaveProperty("content");
    const ask = await kit.client("legacy", token);
    const own = (name: string, args: Json) =>
      ask("tools/call", { name: `peta__catalog_${name}`, arguments: args, task: {} });
    const described = (await own("describe", { names: ["notes__add"] })).body.result?.structuredContent;
    const [{ schemaHash = "" } = {}] = (described as { tools: { schemaHash?: string }[] }).tools;
    const executed = await own("execute", { name: "notes__add", arguments: {}, schemaHash });
    expect(executed.body.result).toMatchObject({ content: [{ text: "done" }] });
    expect(kit.harness.sent.map(({ params }) => params.task)).toEqual([undefined, undefined]);
  });

  it("is an error where a server starts a task unasked, without its id, on record", async () => {
    await kit.start("legacy");
    kit.harness.state.answer = () => ({ kind: "result", result: { task: { taskId: "secret-id", status: "working" } } });
    const ask = await kit.client("legacy", kit.harness.issue("claude"));
    const legacy = await ask("tools/call", ADD);
    kit.harness.state.answer = () => ({ kind: "result", result: { resultType: "task", taskId: "secret-id" } });
    const modern = await ask("tools/call", ADD);
    for (const { body, text } of [legacy, modern]) {
      expect(body.error).toMatchObject({ code: -32603, data: { code: "server.protocol_error" } });
      expect(text).not.toContain("secret-id");
    }
    expect(kit.harness.audit.filter(({ action }) => action === "tools/call").map(({ errorCode }) => errorCode)).toEqual(
      ["server.protocol_error", "server.protocol_error"],
    );
  });
});

it("hides from servers that a client knows the tasks extension where they have none, and nothing else of what it declares", async () => {
  await kit.start("legacy", { world: { servers: [server("legacy", { declaredCapabilities: null })] } });
  const token = kit.harness.issue("claude");
  const call = (extensions: Json) =>
    callModern(kit.harness.url, token, "tools/call", { ...ADD, _meta: { [CAPABILITIES]: { extensions } } });
  await call({ [TASKS]: {}, "vendor.example/own": { a: 1 } });
  await call({ [TASKS]: {} });
  expect(kit.harness.sent.map(({ options }) => options.clientCapabilities)).toEqual([
    { extensions: { "vendor.example/own": { a: 1 } } },
    undefined,
  ]);
});
