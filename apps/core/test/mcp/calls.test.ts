import { afterEach, expect, it } from "vitest";
import { CoreError } from "../../src/errors.ts";
import { createHarness, type Harness, type HarnessOptions, textResult } from "./create-harness.ts";
import {
  callLegacy,
  callModern,
  legacyHeaders,
  modernHeaders,
  modernMeta,
  openSession,
  openStream,
  type RawAnswer,
  rpc,
  send,
} from "./raw-client.ts";

type Json = Record<string, unknown>;

let harness: Harness;
let token: string;
afterEach(() => harness.close());

const start = async (options: HarnessOptions = {}): Promise<string> => {
  harness = await createHarness(options);
  token = harness.issue("claude");
  return openSession(harness.url, token);
};

const toolRecords = () => harness.audit.filter((entry) => entry.action === "tools/call");

it("never crosses the answers of a thousand calls with one id (A21)", async () => {
  const session = await start({
    gatewayLimits: { callsPerPrincipal: 2000 },
    answer: async ({ params }) => {
      await new Promise((resume) => setImmediate(resume));
      return textResult(String((params.arguments as Json).n));
    },
  });
  const answers: { n: number; answer: RawAnswer }[] = [];
  const other = harness.issue("cursor");
  for (let round = 0; round < 10; round++) {
    answers.push(
      ...(await Promise.all(
        Array.from({ length: 100 }, async (_, i) => {
          const n = round * 100 + i;
          const params = { name: "notes__add", arguments: { n } };
          const answer =
            i % 2 === 0
              ? await callLegacy(harness.url, token, session, "tools/call", params, 0)
              : await callModern(harness.url, other, "tools/call", params, 0);
          return { n, answer };
        }),
      )),
    );
  }
  expect(answers).toHaveLength(1000);
  for (const { n, answer } of answers)
    expect([answer.body.id, answer.body.result?.content]).toEqual([0, [{ type: "text", text: String(n) }]]);
});

it("forwards unknown fields untouched, both ways", async () => {
  const result = {
    content: [{ type: "hologram", data: { deep: [1, 2.5, null] }, annotations: { x: 1 } }],
    "vendor/field": true,
    _meta: { "vendor/key": "kept" },
  };
  const session = await start({ answer: () => ({ kind: "result", result: structuredClone(result) }) });
  const answer = await callLegacy(harness.url, token, session, "tools/call", {
    name: "notes__add",
    arguments: { a: [{}] },
    unknown: 1,
    _meta: { traceparent: "00-1" },
  });
  expect(answer.body.result).toEqual(result);
  expect(harness.sent[0]?.params).toEqual({
    name: "add",
    arguments: { a: [{}] },
    unknown: 1,
    _meta: { traceparent: "00-1" },
  });
});

it("strips reserved _meta keys in both directions (A33)", async () => {
  await start({
    answer: () => ({
      kind: "result",
      result: {
        content: [],
        _meta: { "io.modelcontextprotocol/serverInfo": { name: "forged" }, "dev.mcp/identity": "root", "vendor/ok": 1 },
      },
    }),
  });
  const answer = await callModern(harness.url, token, "tools/call", {
    name: "notes__add",
    arguments: {},
    _meta: { "io.modelcontextprotocol/subscriptionId": "x", "dev.mcp/user": "root", "vendor/in": 2 },
  });
  expect(answer.body.result?._meta).toEqual({
    "vendor/ok": 1,
    "io.modelcontextprotocol/serverInfo": { name: "peta", version: "0.0.0" },
  });
  expect(harness.sent[0]?.params._meta).toEqual({ "vendor/in": 2 });
});

it("refuses what is visible but denied at the call as a tool result with the reason", async () => {
  const rule = {
    id: "no-etc",
    priority: 1,
    match: {},
    when: 'args.path.startsWith("/etc")',
    effect: "deny" as const,
    description: "Nothing under /etc.",
  };
  const session = await start({ world: { rules: [rule] } });
  for (const call of [
    (params: Json) => callLegacy(harness.url, token, session, "tools/call", params),
    (params: Json) => callModern(harness.url, token, "tools/call", params),
  ]) {
    const refused = await call({ name: "notes__add", arguments: { path: "/etc/passwd" } });
    expect(refused.status).toBe(200);
    expect(refused.body.result).toMatchObject({
      isError: true,
      content: [{ type: "text", text: expect.any(String) }],
      _meta: { "peta/code": "permission.denied" },
    });
    expect((await call({ name: "notes__add", arguments: { path: "/home" } })).body.result?.isError).toBeUndefined();
  }
  expect(toolRecords().map((entry) => [entry.outcome, entry.decision, entry.determinedBy?.[0], entry.detail])).toEqual([
    ["denied", "deny", expect.stringContaining("no-etc"), { path: "/etc/passwd" }],
    ["allowed", "allow", expect.any(String), { path: "/home" }],
    ["denied", "deny", expect.stringContaining("no-etc"), { path: "/etc/passwd" }],
    ["allowed", "allow", expect.any(String), { path: "/home" }],
  ]);
  expect(harness.sent).toHaveLength(2);
});

it("refuses a call whose condition cannot be evaluated", async () => {
  const session = await start({
    world: { rules: [{ id: "broken", priority: 1, match: {}, when: "args.missing > 3", effect: "allow" }] },
  });
  const answer = await callLegacy(harness.url, token, session, "tools/call", { name: "notes__add", arguments: {} });
  expect(answer.body.result?.isError).toBe(true);
  expect(harness.sent).toEqual([]);
});

it.each([2, 3] as const)(
  "refuses a call of danger level %d and says that it needs an approval",
  async (dangerLevel) => {
    const session = await start({
      world: { servers: [{ serverId: "notes", capabilities: [{ kind: "tool", name: "add", dangerLevel }] }] },
    });
    const list = await callLegacy(harness.url, token, session, "tools/list");
    expect(list.body.result?.tools).toHaveLength(1);
    const answer = await callLegacy(harness.url, token, session, "tools/call", { name: "notes__add", arguments: {} });
    expect(answer.body.result).toMatchObject({ isError: true, _meta: { "peta/code": "permission.approval_required" } });
    expect(JSON.stringify(answer.body.result)).toMatch(/approv/i);
    expect(toolRecords()[0]).toMatchObject({ outcome: "denied", errorCode: "permission.approval_required" });
    expect(harness.sent).toEqual([]);
  },
);

it("refuses denied resources and prompts with a protocol error", async () => {
  const session = await start({
    world: {
      servers: [
        {
          serverId: "notes",
          capabilities: [
            { kind: "resource", name: "note://a" },
            { kind: "resource", name: "note://off", enabled: false },
            { kind: "prompt", name: "plan" },
          ],
        },
      ],
      rules: [
        { id: "no-plan", priority: 1, match: { kinds: ["prompt"] }, when: 'args.topic == "secret"', effect: "deny" },
        { id: "no-a", priority: 1, match: { kinds: ["resource"] }, when: 'request.ip == "127.0.0.1"', effect: "deny" },
      ],
    },
  });
  const prompt = await callLegacy(harness.url, token, session, "prompts/get", {
    name: "notes__plan",
    arguments: { topic: "secret" },
  });
  expect(prompt.body.error).toMatchObject({ code: -31001, data: { code: "permission.denied" } });
  const denied = await callModern(harness.url, token, "resources/read", { uri: "notes::note://a" });
  expect([denied.status, denied.body.error?.code]).toEqual([200, -31001]);
  const hidden = await callLegacy(harness.url, token, session, "resources/read", { uri: "notes::note://off" });
  const unknown = await callLegacy(harness.url, token, session, "resources/read", { uri: "notes::note://no" });
  expect([hidden.body.error?.code, unknown.body.error?.code]).toEqual([-32002, -32002]);
  expect((await callModern(harness.url, token, "resources/read", { uri: "notes::note://off" })).body.error?.code).toBe(
    -32602,
  );
  expect(hidden.body.error?.message.replace("off", "no")).toBe(unknown.body.error?.message);
});

it("redacts arguments in the record and fields of the result in the answer, by rule", async () => {
  const rule = {
    id: "cards",
    priority: 1,
    match: {},
    effect: "allow" as const,
    obligations: { redactArguments: ["card.number"], redactResult: ["structuredContent.rows.ssn", "content.*.text"] },
  };
  const session = await start({
    world: { rules: [rule] },
    answer: () => ({
      kind: "result",
      result: { content: [{ type: "text", text: "4111" }], structuredContent: { rows: [{ ssn: "1", name: "n" }] } },
    }),
  });
  const answer = await callLegacy(harness.url, token, session, "tools/call", {
    name: "notes__add",
    arguments: { card: { number: "4111", name: "A" } },
  });
  expect(answer.body.result).toEqual({
    content: [{ type: "text", text: "[redacted]" }],
    structuredContent: { rows: [{ ssn: "[redacted]", name: "n" }] },
  });
  expect(harness.sent[0]?.params.arguments).toEqual({ card: { number: "4111", name: "A" } });
  expect(toolRecords()[0]?.detail).toEqual({ card: { number: "[redacted]", name: "A" } });
});

it("asks for a reason where a rule says so, and records it", async () => {
  const session = await start({
    world: { rules: [{ id: "why", priority: 1, match: {}, effect: "allow", obligations: { requireReason: true } }] },
  });
  const call = (_meta?: Json) =>
    callLegacy(harness.url, token, session, "tools/call", { name: "notes__add", ...(_meta && { _meta }) });
  expect((await call()).body.result).toMatchObject({ isError: true });
  expect((await call({ "peta/reason": " " })).body.result).toMatchObject({ isError: true });
  expect((await call({ "peta/reason": "month-end" })).body.result?.isError).toBeUndefined();
  expect(toolRecords().at(-1)?.reason).toContain("month-end");
  expect(harness.sent.map(({ params }) => params._meta)).toEqual([undefined]);
});

it("forwards progress with the client's own token, as a stream that ends with the answer, and only when asked", async () => {
  const session = await start({
    answer: ({ options }) => {
      options.onNotification?.({
        method: "notifications/progress",
        params: { progressToken: "cores-own", progress: 1, total: 2, message: "half" },
      });
      options.onNotification?.({ method: "notifications/message", params: { level: "info", data: "not asked for" } });
      options.onNotification?.({
        method: "notifications/progress",
        params: { progressToken: "cores-own", progress: 2 },
      });
      return textResult("done");
    },
  });
  const params = { name: "notes__add", arguments: {}, _meta: { progressToken: 7 } };
  for (const answer of [
    await callLegacy(harness.url, token, session, "tools/call", params),
    await callModern(harness.url, token, "tools/call", params),
  ]) {
    expect(answer.headers["content-type"]).toBe("text/event-stream");
    expect(answer.events).toMatchObject([
      { method: "notifications/progress", params: { progressToken: 7, progress: 1, total: 2, message: "half" } },
      { method: "notifications/progress", params: { progressToken: 7, progress: 2 } },
      { id: 1, result: { content: [{ text: "done" }] } },
    ]);
  }
  const plain = await callLegacy(harness.url, token, session, "tools/call", { name: "notes__add", arguments: {} });
  expect(plain.headers["content-type"]).toBe("application/json");
});

/** A server that works until it is told to stop. */
const hanging = () => {
  let started = (): void => {};
  const isRunning = new Promise<void>((resolve) => (started = resolve));
  const answer: HarnessOptions["answer"] = ({ options }) =>
    new Promise((_resolve, reject) => {
      options.signal?.addEventListener("abort", () =>
        reject(new CoreError("request.cancelled", "The request was cancelled.")),
      );
      started();
    });
  return { isRunning, answer };
};

it("cancels on notifications/cancelled, and answers nothing", async () => {
  const { isRunning, answer } = hanging();
  const session = await start({ answer });
  const pending = callLegacy(harness.url, token, session, "tools/call", { name: "notes__add" }, "slow");
  await isRunning;
  const cancel = (requestId: unknown) =>
    send(harness.url, {
      headers: legacyHeaders(token, session),
      body: JSON.stringify({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId } }),
    });
  expect((await cancel("another")).status).toBe(202);
  expect((await cancel("slow")).status).toBe(202);
  expect((await pending).events).toEqual([]);
  expect(toolRecords()).toMatchObject([{ outcome: "cancelled", errorCode: "request.cancelled", requestId: "slow" }]);
});

it("does not let another session cancel the call (A24)", async () => {
  const { isRunning, answer } = hanging();
  const session = await start({ answer });
  const pending = callLegacy(harness.url, token, session, "tools/call", { name: "notes__add" }, 5);
  await isRunning;
  const thief = harness.issue("thief");
  const theirs = await openSession(harness.url, thief);
  const cancel = (bearer: string, id: string) =>
    send(harness.url, {
      headers: legacyHeaders(bearer, id),
      body: '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":5}}',
    });
  expect((await cancel(thief, theirs)).status).toBe(202);
  expect((await cancel(thief, session)).status).toBe(404);
  expect(toolRecords()).toEqual([]);
  await cancel(token, session);
  await pending;
});

it.each(["legacy", "modern"] as const)("cancels when the client goes away (%s)", async (era) => {
  const { isRunning, answer } = hanging();
  const session = await start({ answer });
  const params = { name: "notes__add", arguments: {}, ...(era === "modern" && { _meta: modernMeta() }) };
  const headers = era === "legacy" ? legacyHeaders(token, session) : modernHeaders(token, "tools/call", "notes__add");
  const controller = new AbortController();
  const pending = fetch(harness.url, {
    method: "POST",
    headers,
    body: rpc("tools/call", params),
    signal: controller.signal,
  });
  await isRunning;
  controller.abort();
  await expect(pending).rejects.toThrow();
  expect((await harness.recorded((entry) => entry.action === "tools/call")).outcome).toBe("cancelled");
});

it("discards an answer that comes after the cancellation (A43)", async () => {
  let release = (): void => {};
  let started = (): void => {};
  const isRunning = new Promise<void>((resolve) => (started = resolve));
  const session = await start({
    answer: async () => {
      const held = new Promise<void>((resolve) => (release = resolve));
      started();
      await held;
      return textResult("late");
    },
  });
  const pending = callLegacy(harness.url, token, session, "tools/call", { name: "notes__add" }, 9);
  await isRunning;
  await send(harness.url, {
    headers: legacyHeaders(token, session),
    body: '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9}}',
  });
  release();
  expect((await pending).text).not.toContain("late");
  expect(toolRecords()).toMatchObject([{ outcome: "cancelled" }]);
});

it.each([
  ["server.timeout", 200],
  ["server.died", 200],
  ["server.busy", 503],
] as const)("answers %s as a fault of the server, never of the client", async (code, status) => {
  const session = await start({
    answer: () => {
      throw new CoreError(code, "The server has a problem.", { detail: "private detail", retryAfterSeconds: 3 });
    },
  });
  const answer = await callLegacy(harness.url, token, session, "tools/call", { name: "notes__add" });
  expect([answer.status, answer.body.error]).toEqual([
    status,
    { code: -32603, message: "The server has a problem.", data: { code } },
  ]);
  expect(toolRecords()).toMatchObject([{ outcome: code === "server.busy" ? "denied" : "failed", errorCode: code }]);
});

it("tells nobody what went wrong inside", async () => {
  const session = await start({
    answer: () => {
      throw new Error("password=hunter2");
    },
  });
  const answer = await callLegacy(harness.url, token, session, "tools/call", { name: "notes__add" });
  expect([answer.status, answer.body.error?.code, answer.text.includes("hunter2")]).toEqual([200, -32603, false]);
  expect(JSON.stringify(toolRecords())).not.toContain("hunter2");
});

it("relays a server's own error, with the meaning it has in the client's era", async () => {
  const session = await start({
    answer: ({ params }) => ({
      kind: "error",
      error: { code: Number((params.arguments as Json).code), message: "own words", data: { kept: 1 } },
    }),
  });
  const legacy = async (code: number) =>
    (await callLegacy(harness.url, token, session, "tools/call", { name: "notes__add", arguments: { code } })).body
      .error;
  expect(await legacy(-32050)).toEqual({ code: -32603, message: "own words", data: { kept: 1 } });
  expect(await legacy(1234)).toEqual({ code: 1234, message: "own words", data: { kept: 1 } });
  expect(
    (await callModern(harness.url, token, "tools/call", { name: "notes__add", arguments: { code: -32002 } })).body.error
      ?.code,
  ).toBe(-32602);
  expect(toolRecords().map((entry) => [entry.outcome, entry.errorCode])).toEqual([
    ["failed", "jsonrpc:-32050"],
    ["failed", "jsonrpc:1234"],
    ["failed", "jsonrpc:-32002"],
  ]);
});

it.each([
  ["content that is no list", { content: "text" }],
  ["an error mark that is no truth value", { content: [], isError: "yes" }],
  ["_meta that is no object", { content: [], _meta: [] }],
  ["a question that Core did not offer to handle", { resultType: "input_required", requestState: "x" }],
  ["no object", [] as unknown as Json],
])("refuses a result with %s", async (_name, result) => {
  const session = await start({ answer: () => ({ kind: "result", result }) });
  const answer = await callLegacy(harness.url, token, session, "tools/call", { name: "notes__add" });
  expect(answer.body.error).toMatchObject({ code: -32603, data: { code: "server.protocol_error" } });
});

it("refuses an answer that is too large, and says so in the record (A34)", async () => {
  const session = await start({ gatewayLimits: { resultLength: 1000 }, answer: () => textResult("x".repeat(2000)) });
  const answer = await callLegacy(harness.url, token, session, "tools/call", { name: "notes__add" });
  expect(answer.body.error?.data).toEqual({ code: "server.protocol_error" });
  expect(toolRecords()).toMatchObject([{ outcome: "failed", errorCode: "server.protocol_error" }]);
});

it("limits the calls of one principal and leaves the others alone (A34)", async () => {
  let release = (): void => {};
  let running = 0;
  let full = (): void => {};
  const isFull = new Promise<void>((resolve) => (full = resolve));
  const session = await start({
    gatewayLimits: { callsPerPrincipal: 2 },
    answer: async ({ params }) => {
      if ((params.arguments as Json).hold !== true) return textResult("free");
      const held = new Promise<void>((resolve) => {
        const before = release;
        release = () => {
          before();
          resolve();
        };
      });
      if (++running === 2) full();
      await held;
      return textResult("held");
    },
  });
  const hold = () =>
    callLegacy(harness.url, token, session, "tools/call", { name: "notes__add", arguments: { hold: true } });
  const pending = [hold(), hold()];
  await isFull;
  const refused = await callLegacy(harness.url, token, session, "tools/call", { name: "notes__add", arguments: {} });
  expect([refused.status, refused.headers["retry-after"]]).toEqual([503, "1"]);
  expect(
    (await callModern(harness.url, harness.issue("cursor"), "tools/call", { name: "notes__add", arguments: {} }))
      .status,
  ).toBe(200);
  release();
  await Promise.all(pending);
  expect(
    (await callLegacy(harness.url, token, session, "tools/call", { name: "notes__add", arguments: {} })).status,
  ).toBe(200);
});

it("answers nothing that it could not record (A57)", async () => {
  const session = await start({ answer: () => textResult("secret") });
  harness.state.auditError = new CoreError("audit.unavailable", "The audit log cannot be written.");
  for (const error of [harness.state.auditError, new Error("password=hunter2")]) {
    harness.state.auditError = error;
    for (const method of ["tools/call", "tools/list", "no/such"]) {
      const answer = await callLegacy(harness.url, token, session, method, { name: "notes__add" });
      expect([answer.status, answer.body.error?.data]).toEqual([503, { code: "audit.unavailable" }]);
      expect(answer.text).not.toMatch(/secret|hunter2/);
    }
  }
});

it("writes one record per request, with who, what, how it ended and how long it took", async () => {
  const session = await start({
    answer: ({ params }) => ({ kind: "result", result: { content: [], isError: params.name === "wipe" } }),
  });
  await callLegacy(harness.url, token, session, "tools/list");
  await callLegacy(harness.url, token, session, "tools/call", { name: "notes::add", arguments: { a: 1 } }, "abc");
  await callLegacy(harness.url, token, session, "tools/call", { name: "notes__wipe" });
  expect(harness.audit.map((entry) => [entry.action, entry.outcome])).toEqual([
    ["initialize", "allowed"],
    ["tools/list", "allowed"],
    ["tools/call", "allowed"],
    ["tools/call", "failed"],
  ]);
  expect(harness.audit[2]).toEqual({
    workspaceId: "ws_test",
    action: "tools/call",
    outcome: "allowed",
    principalId: "prn_claude",
    principalHandle: "claude",
    channel: "mcp",
    clientName: "raw",
    clientVersion: "1",
    ipAddress: "127.0.0.1",
    sessionId: session,
    requestId: "abc",
    serverId: "notes",
    capabilityKind: "tool",
    capabilityName: "add",
    decision: "allow",
    determinedBy: expect.any(Array),
    reason: expect.any(String),
    durationMicros: expect.any(Number),
    detail: { a: 1 },
  });
  expect(harness.audit[3]?.errorCode).toBe("tool.error");
});

it("keeps a long call alive with a stream of comments", async () => {
  const { isRunning, answer } = hanging();
  const session = await start({ answer });
  const opening = openStream(harness.url, {
    method: "POST",
    headers: legacyHeaders(token, session),
    body: rpc("tools/call", { name: "notes__add" }, 3),
  });
  await isRunning;
  harness.clock.advance(40_000);
  const stream = await opening;
  expect(stream.headers["content-type"]).toBe("text/event-stream");
  await send(harness.url, {
    headers: legacyHeaders(token, session),
    body: '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3}}',
  });
  expect(await stream.next()).toBeUndefined();
});

it("decides with the address of this request, not with the one that opened the session", async () => {
  const rule = { id: "home-only", priority: 1, match: {}, when: 'request.ip != "10.0.0.1"', effect: "deny" as const };
  const session = await start({ world: { rules: [rule] } });
  const from = async (address: string) => {
    const headers = { ...legacyHeaders(token, session), "x-test-address": address };
    return (await send(harness.url, { headers, body: rpc("tools/call", { name: "notes__add" }) })).body.result?.isError;
  };
  expect([await from("10.0.0.1"), await from("10.9.9.9"), await from("10.0.0.1")]).toEqual([
    undefined,
    true,
    undefined,
  ]);
  expect(toolRecords().map((entry) => entry.ipAddress)).toEqual(["10.0.0.1", "10.9.9.9", "10.0.0.1"]);
});
