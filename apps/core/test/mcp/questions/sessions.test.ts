import { afterEach, describe, expect, it } from "vitest";
import type { ServerOutcome } from "../../../src/modules/servers/server-link.ts";
import { createHarness, type Harness, type HarnessOptions, type SentRequest } from "../create-harness.ts";
import { LEGACY, legacyHeaders, openStream, type OpenStream, rpc, send } from "../raw-client.ts";
import { FORM, type Json, never, put, text } from "./twin-questions.ts";

const ANSWER = { action: "accept", content: { sure: true } };
const asks = async ({ options }: SentRequest): Promise<ServerOutcome> => {
  const answered = await put(options);
  return text(answered.kind === "result" ? answered.result : answered.error);
};

let harness: Harness;
let token: string;
const streams: OpenStream[] = [];
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  await harness.close();
});
const start = async (options: HarnessOptions = {}): Promise<void> => {
  harness = await createHarness({ answer: asks, ...options });
  token = harness.issue("claude");
};
const open = async (by = token, capabilities: Json = { elicitation: {} }): Promise<string> => {
  const body = rpc("initialize", { protocolVersion: LEGACY, capabilities, clientInfo: { name: "raw", version: "1" } });
  return String((await send(harness.url, { headers: legacyHeaders(by), body })).headers["mcp-session-id"]);
};
const call = async (session: string, id = 7): Promise<OpenStream> => {
  const body = rpc("tools/call", { name: "notes__add", arguments: { text: "milk" } }, id);
  const stream = await openStream(harness.url, { method: "POST", headers: legacyHeaders(token, session), body });
  streams.push(stream);
  return stream;
};
/** The next message of a stream; what only makes it resumable is no message. */
const next = async (stream: OpenStream): Promise<Json> => {
  const event = await stream.next();
  if (!event) throw new Error("the stream has ended");
  return event;
};
const respond = (session: string, message: Json, by = token) =>
  send(harness.url, { headers: legacyHeaders(by, session), body: JSON.stringify({ jsonrpc: "2.0", ...message }) });
const textOf = (message: Json): unknown => {
  const { content } = message.result as { content: { text: string }[] };
  return JSON.parse(content[0]?.text ?? "null");
};

describe("a question for a session", () => {
  it("goes out on the stream of the call that it belongs to, under an id of Core's own", async () => {
    await start();
    const session = await open();
    const stream = await call(session);
    const question = await next(stream);
    expect(question).toEqual({ jsonrpc: "2.0", id: expect.any(Number), ...FORM });
    expect((await respond(session, { id: question.id, result: ANSWER })).status).toBe(202);
    const answer = await next(stream);
    expect(answer.id).toBe(7);
    expect(textOf(answer)).toEqual(ANSWER);
    expect(harness.audit.map(({ action }) => action)).toEqual(["initialize", "elicitation/create", "tools/call"]);
    expect(JSON.stringify(harness.audit)).not.toMatch(/Really|sure/);
  });

  it("A24: no other session answers it, not even one of the same principal, and what answers nothing goes nowhere", async () => {
    await start();
    const session = await open();
    const other = await open();
    const stranger = harness.issue("mallory");
    const theirs = await open(stranger);
    const stream = await call(session);
    const { id } = await next(stream);
    expect((await respond(other, { id, result: { action: "decline" } })).status).toBe(202);
    expect((await respond(theirs, { id, result: { action: "decline" } }, stranger)).status).toBe(202);
    expect((await respond(session, { id, result: { action: "decline" } }, stranger)).status).toBe(404);
    expect((await respond(session, { id: 999, result: {} })).status).toBe(202);
    expect((await respond(session, { id: String(id as number), result: { action: "decline" } })).status).toBe(202);
    await respond(session, { id, result: ANSWER });
    expect(textOf(await next(stream))).toEqual(ANSWER);
    // A second answer to the same question comes too late.
    expect((await respond(session, { id, result: ANSWER })).status).toBe(202);
  });

  it("a client that says no is the server's to deal with", async () => {
    await start();
    const session = await open();
    const stream = await call(session);
    const { id } = await next(stream);
    await respond(session, { id, error: { code: -1, message: "User rejected" } });
    expect(textOf(await next(stream))).toEqual({ code: -1, message: "User rejected" });
    expect(harness.audit[1]).toMatchObject({ action: "elicitation/create", outcome: "denied" });
  });

  it.each([
    [{ sampling: {} }, FORM, "elicitation"],
    [
      { elicitation: {} },
      { method: "elicitation/create", params: { mode: "url", url: "https://id.example" } },
      "elicitation",
    ],
    [{ elicitation: { url: {} } }, FORM, "elicitation"],
    [{ sampling: {} }, { method: "sampling/createMessage", params: { tools: [] } }, "sampling"],
    [{ sampling: {}, elicitation: {} }, { method: "roots/list" }, "roots"],
  ])("is not put to a client that declared %j: %j", async (capabilities, question, lacking) => {
    await start({
      answer: async ({ options }) => {
        const refused = await put(options, question as never);
        return text(refused.kind === "error" ? refused.error : "asked");
      },
    });
    const session = await open(token, capabilities);
    const body = rpc("tools/call", { name: "notes__add", arguments: { text: "milk" } });
    const answer = await send(harness.url, { headers: legacyHeaders(token, session), body });
    expect(answer.events).toEqual([]);
    expect(textOf(answer.body)).toEqual({ code: -32601, message: `The client does not offer ${lacking}.` });
    expect(harness.audit[1]).toMatchObject({ action: question.method, outcome: "denied" });
  });

  it("A34: is not passed on when it is larger than any question has to be", async () => {
    const question = { ...FORM, params: { ...FORM.params, message: "?".repeat(2 * 1024 * 1024) } };
    await start({
      answer: async ({ options }) => {
        const refused = await put(options, question);
        return text(refused.kind === "error" ? refused.error.code : "asked");
      },
    });
    const body = rpc("tools/call", { name: "notes__add", arguments: { text: "milk" } });
    const answer = await send(harness.url, { headers: legacyHeaders(token, await open()), body });
    expect(textOf(answer.body)).toBe(-32602);
  });

  it("is taken back when the server cancels it or the call is cancelled", async () => {
    const controller = new AbortController();
    await start({
      answer: async ({ options }) => text(await options.onQuestion?.(FORM, controller.signal)),
    });
    const session = await open();
    const stream = await call(session);
    const { id } = await next(stream);
    controller.abort();
    expect(await next(stream)).toMatchObject({ method: "notifications/cancelled", params: { requestId: id } });
    expect(await next(stream)).toHaveProperty("result");
  });

  it("waits for a bounded time, and the time of the call stands still meanwhile", async () => {
    await start();
    const session = await open();
    const stream = await call(session);
    const { id } = await next(stream);
    expect(harness.sent[0]?.options.hold?.isHeld).toBe(true);
    harness.clock.advance(10 * 60_000);
    expect(await next(stream)).toMatchObject({ method: "notifications/cancelled", params: { requestId: id } });
    expect(textOf(await next(stream))).toMatchObject({ code: -32603 });
    expect(harness.sent[0]?.options.hold?.isHeld).toBe(false);
  });

  it("ends with the session", async () => {
    await start();
    const session = await open();
    await next(await call(session));
    await send(harness.url, { method: "DELETE", headers: legacyHeaders(token, session) });
    const record = await harness.recorded(({ action }) => action === "elicitation/create");
    expect(record.outcome).not.toBe("allowed");
  });

  it("does not keep Core from stopping", async () => {
    await start();
    const stream = await call(await open());
    await next(stream);
    await harness.surface.close();
    expect(textOf(await next(stream))).toMatchObject({ code: -32603, message: "Core stops." });
  });

  it("is not passed on, and neither is its answer, when nothing can be recorded", async () => {
    await start();
    const session = await open();
    const stream = await call(session);
    const { id } = await next(stream);
    harness.state.auditError = new Error("the store is gone");
    await respond(session, { id, result: ANSWER });
    expect(await next(stream)).toMatchObject({ error: { data: { code: "audit.unavailable" } } });
    harness.state.auditError = null;
  });

  it("that belongs to no call goes out on the session's own stream", async () => {
    await start();
    const session = await open();
    const own = await openStream(harness.url, { headers: legacyHeaders(token, session) });
    streams.push(own);
    await (await call(session)).next();
    const scope = harness.sent[0]?.options.scope;
    const asked = scope?.ask?.("notes", FORM, never);
    const question = await next(own);
    expect(question).toMatchObject(FORM);
    await respond(session, { id: question.id, result: ANSWER });
    expect(await asked).toEqual({ kind: "result", result: ANSWER });
  });
});

describe("an address that a session's client has to open first (-32042)", () => {
  const URLS = { elicitation: { url: {} } };
  const ELICITATION = { mode: "url", elicitationId: "e1", url: "https://id.example/x", message: "Sign in" };
  const needs = (elicitations: unknown, world: HarnessOptions["world"] = {}): Promise<void> =>
    start({
      world,
      answer: () => ({ kind: "error", error: { code: -32042, message: "Sign in.", data: { elicitations, kept: 1 } } }),
    });
  const errorFor = async (capabilities: Json = URLS): Promise<unknown> => {
    const body = rpc("tools/call", { name: "notes__add", arguments: { text: "milk" } });
    const headers = legacyHeaders(token, await open(token, capabilities));
    return (await send(harness.url, { headers, body })).body.error;
  };

  it("is passed on as the error that it is, recorded as a question, without what only Core may say (A33)", async () => {
    const forged = { "io.modelcontextprotocol/related-task": { taskId: "t" }, kept: 1 };
    await needs([
      { ...ELICITATION, _meta: forged },
      { ...ELICITATION, elicitationId: "e2" },
    ]);
    expect(await errorFor()).toEqual({
      code: -32042,
      message: "Sign in.",
      data: {
        elicitations: [
          { ...ELICITATION, _meta: { kept: 1 } },
          { ...ELICITATION, elicitationId: "e2" },
        ],
        kept: 1,
      },
    });
    expect(harness.audit.slice(1)).toMatchObject([
      { action: "elicitation/create", outcome: "allowed" },
      { action: "elicitation/create", outcome: "allowed" },
      { action: "tools/call", outcome: "failed", errorCode: "jsonrpc:-32042" },
    ]);
    expect(JSON.stringify(harness.audit)).not.toContain("id.example");
  });

  it.each([
    [
      "the client opens no URLs",
      { elicitation: { form: {} } },
      [ELICITATION],
      "The client does not offer elicitation.",
    ],
    ["one is no web address (A42)", URLS, [ELICITATION, { ...ELICITATION, url: "javascript:alert(1)" }], "The URL of"],
  ])("stays with Core where %s", async (_, capabilities, elicitations, why) => {
    await needs(elicitations);
    const error = await errorFor(capabilities);
    expect(error).toEqual({ code: -32603, message: expect.stringContaining(`Sign in. (${why}`) });
    expect(harness.audit.filter(({ outcome }) => outcome === "denied")).toHaveLength(1);
  });

  it("stays with Core where an administrator lets the server ask nothing", async () => {
    const capabilities = [{ kind: "tool" as const, name: "add" }];
    await needs([ELICITATION], { servers: [{ serverId: "notes", capabilities, settings: { questions: ["roots"] } }] });
    expect(await errorFor()).toMatchObject({ code: -32603 });
  });

  it.each([
    ["nothing", undefined],
    ["no list", {}],
    ["an empty list", []],
    ["what is no question", ["https://x"]],
    ["more than are looked at (A42)", Array.from({ length: 33 }, () => ELICITATION)],
  ])("is an error without data where its data holds %s", async (_, elicitations) => {
    await needs(elicitations);
    expect(await errorFor()).toEqual({ code: -32603, message: "Sign in." });
  });

  it("is not passed on when it cannot be recorded", async () => {
    await start({
      answer: () => {
        harness.state.auditError = new Error("the store is gone");
        return { kind: "error", error: { code: -32042, message: "Sign in.", data: { elicitations: [ELICITATION] } } };
      },
    });
    expect(await errorFor()).toMatchObject({ data: { code: "audit.unavailable" } });
    harness.state.auditError = null;
  });
});

describe("a modern server's questions for a session", () => {
  const required = (requestState: string) => ({
    kind: "result" as const,
    result: { resultType: "input_required", inputRequests: { sure: FORM }, requestState },
  });

  it("are put to the client one by one, and the call is made again with the answers and the exact state", async () => {
    await start({ answer: ({ params }) => (params.inputResponses ? text(params) : required("the server's")) });
    const session = await open();
    const stream = await call(session);
    const { id } = await next(stream);
    await respond(session, { id, result: ANSWER });
    expect(textOf(await next(stream))).toMatchObject({
      requestState: "the server's",
      inputResponses: { sure: ANSWER },
      arguments: { text: "milk" },
    });
  });

  it("a server that never has enough is stopped after ten rounds", async () => {
    await start({ answer: () => required("again") });
    const session = await open();
    const stream = await call(session);
    for (;;) {
      const message = await next(stream);
      if (message.method === undefined) {
        expect(message.error).toMatchObject({ data: { code: "server.protocol_error" } });
        break;
      }
      await respond(session, { id: message.id, result: ANSWER });
    }
    expect(harness.sent).toHaveLength(11);
  });
});

it("nobody is asked for a caller of the typed API", async () => {
  await start();
  const caller = {
    principal: harness.identities.principal("claude"),
    credential: { kind: "token" as const, tokenId: "t", tokenHash: "h" },
    channel: "api" as const,
    ipAddress: null,
  };
  const result = await harness.gateway.callTool(caller, { name: "notes__add", arguments: {} }, { requestId: "1" });
  expect(textOf({ result })).toMatchObject({ code: -32601 });
});
