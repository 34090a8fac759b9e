import { afterEach, describe, expect, it } from "vitest";
import type { ServerOutcome } from "../../../src/modules/servers/server-link.ts";
import { useApprovals } from "../../approvals/approvals-over-mcp.ts";
import { createHarness, type Harness, type HarnessOptions, type SentRequest } from "../create-harness.ts";
import { callModern, modernHeaders, modernMeta, openStream, type RawAnswer, rpc } from "../raw-client.ts";
import { FORM, type Json, put, text } from "./twin-questions.ts";

const CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
const ASKED = { [CAPABILITIES]: { elicitation: { form: {}, url: {} }, sampling: {} } };
/** A legacy server that asks, and answers with what it was told. */
const asks = async ({ options }: SentRequest): Promise<ServerOutcome> => {
  const answered = await put(options);
  if (options.signal?.aborted) throw new Error("cancelled");
  return text(answered.kind === "result" ? answered.result : answered.error.code);
};

let harness: Harness;
afterEach(() => harness.close());
const start = async (options: HarnessOptions = {}): Promise<string> => {
  harness = await createHarness({ answer: asks, ...options });
  return harness.issue("claude");
};
const ADD = { name: "notes__add", arguments: { text: "milk" } };
const call = (token: string, params: Json = ADD, meta: Json = ASKED): Promise<RawAnswer> =>
  callModern(harness.url, token, "tools/call", { ...params, _meta: meta });
const keysOf = ({ body }: RawAnswer): string[] => Object.keys(body.result?.inputRequests ?? {});
const answering = (given: RawAnswer, response: Json = { action: "accept", content: { sure: true } }): Json => ({
  requestState: given.body.result?.requestState,
  inputResponses: Object.fromEntries(keysOf(given).map((key) => [key, response])),
});
const textOf = ({ body }: RawAnswer): unknown => {
  const [block] = (body.result?.content ?? []) as { text: string }[];
  return JSON.parse(block?.text ?? "null");
};
const tick = () => new Promise((resolve) => setTimeout(resolve, 20));

describe("a legacy server's question for a client of 2026-07-28", () => {
  it("gives the call back with the question, and goes on with the same call when the client comes with the answer", async () => {
    const token = await start();
    const asked = await call(token);
    expect(asked.body.result).toMatchObject({ resultType: "input_required", requestState: expect.any(String) });
    expect(Object.values(asked.body.result?.inputRequests as Json)).toEqual([FORM]);
    const answer = await call(token, { ...ADD, ...answering(asked) });
    expect(textOf(answer)).toEqual({ action: "accept", content: { sure: true } });
    expect(answer.body.result?.resultType).toBe("complete");
    expect(harness.sent).toHaveLength(1);
    expect(harness.sent[0]?.params).not.toHaveProperty("inputResponses");
  });

  it("each round and each question are on record, and what was asked and answered is not", async () => {
    const token = await start();
    await call(token, { ...ADD, ...answering(await call(token)) });
    const records = harness.audit.map(({ action, outcome }) => `${action} ${outcome}`);
    expect(records).toEqual(["tools/call allowed", "elicitation/create allowed", "tools/call allowed"]);
    expect(harness.audit[1]).toMatchObject({ serverId: "notes", reason: "The client answered: accept." });
    expect(JSON.stringify(harness.audit)).not.toMatch(/Really|sure/);
  });

  it("what is not answered is asked again, and what was not asked is left out", async () => {
    const token = await start();
    const asked = await call(token);
    const again = await call(token, {
      ...ADD,
      requestState: asked.body.result?.requestState,
      inputResponses: { other: { action: "accept" } },
    });
    expect(keysOf(again)).toEqual(keysOf(asked));
    expect(textOf(await call(token, { ...ADD, ...answering(again) }))).toMatchObject({ action: "accept" });
  });

  it("several questions at a time are one round", async () => {
    const sampling = { method: "sampling/createMessage", params: { messages: [], maxTokens: 1 } };
    const token = await start({
      answer: async ({ options }) => text(await Promise.all([put(options), put(options, sampling as never)])),
    });
    const asked = await call(token);
    expect(keysOf(asked)).toHaveLength(2);
    expect(textOf(await call(token, { ...ADD, ...answering(asked) }))).toHaveLength(2);
  });

  it("A25: a requestState is good for its own request of its own client only, once, and not after its time", async () => {
    const token = await start();
    const stranger = harness.issue("mallory");
    const asked = await call(token);
    const round = answering(asked);
    const state = String(round.requestState);
    const flipped = `${state.slice(0, -2)}${state.endsWith("AA") ? "BB" : "AA"}`;
    const attempts: [string, Json, string?][] = [
      ["tampered", { ...ADD, ...round, requestState: flipped }],
      ["made up", { ...ADD, ...round, requestState: "AAAA" }],
      ["no text", { ...ADD, ...round, requestState: 7 }],
      ["of another principal", { ...ADD, ...round }, stranger],
      ["for other arguments", { ...ADD, arguments: { text: "beer" }, ...round }],
      ["for another tool", { ...ADD, name: "notes__wipe", ...round }],
    ];
    const sentences = new Set<string>();
    for (const [what, params, by] of attempts) {
      const refused = await call(by ?? token, params);
      expect(refused.body.error, what).toMatchObject({ code: -32602, data: { code: "input.invalid" } });
      sentences.add(refused.body.error?.message ?? "");
    }
    // Nobody learns why.
    expect(sentences.size).toBe(1);
    expect(harness.sent).toHaveLength(1);
    // None of it has hurt the call.
    expect(textOf(await call(token, { ...ADD, ...round }))).toMatchObject({ action: "accept" });
    expect((await call(token, { ...ADD, ...round })).body.error?.code).toBe(-32602);

    const late = answering(await call(token));
    harness.clock.advance(10 * 60_000);
    expect(harness.sent[1]?.options.signal?.aborted).toBe(true);
    expect((await call(token, { ...ADD, ...late })).body.error?.code).toBe(-32602);
  });

  it("a client of the era with sessions cannot answer by a requestState", async () => {
    const token = await start();
    const { requestState } = answering(await call(token));
    const opened = await fetch(harness.url, {
      method: "POST",
      headers: { ...modernHeaders(token, "initialize"), "mcp-protocol-version": "2025-11-25" },
      body: rpc("initialize", { protocolVersion: "2025-11-25", capabilities: {} }),
    });
    const sessionId = opened.headers.get("mcp-session-id") ?? "";
    const refused = await fetch(harness.url, {
      method: "POST",
      headers: {
        ...modernHeaders(token, "tools/call"),
        "mcp-protocol-version": "2025-11-25",
        "mcp-session-id": sessionId,
      },
      body: rpc("tools/call", { ...ADD, requestState }),
    });
    expect(await refused.json()).toMatchObject({ error: { code: -32602 } });
  });

  it("going away between the rounds cancels nothing, going away within one does", async () => {
    let isAnswered = false;
    const token = await start({
      async answer({ options }) {
        await put(options);
        isAnswered = true;
        return new Promise(() => {});
      },
    });
    const round = answering(await call(token));
    await tick();
    expect(harness.sent[0]?.options.signal?.aborted).toBe(false);
    const second = openStream(harness.url, {
      method: "POST",
      headers: modernHeaders(token, "tools/call", ADD.name),
      body: rpc("tools/call", { ...ADD, ...round, _meta: modernMeta(ASKED) }),
    });
    second.catch(() => {});
    // The request has to be there before time passes for it.
    await expect.poll(() => isAnswered).toBe(true);
    await tick();
    harness.clock.advance(24_000);
    (await second).close();
    await expect.poll(() => harness.sent[0]?.options.signal?.aborted).toBe(true);
  });

  it("A7: what ends its client's rights ends the call that waits", async () => {
    const token = await start();
    await call(token);
    harness.publish({ type: "principals.changed", workspaceId: "ws_test", principalId: "prn_claude" });
    expect(harness.sent[0]?.options.signal?.aborted).toBe(true);
  });

  it("is decided anew with each round: what is denied meanwhile goes no further", async () => {
    const token = await start();
    const round = answering(await call(token));
    harness.change((world) => void world.grants.push({ handle: "claude", target: "notes::add", enabled: false }));
    expect((await call(token, { ...ADD, ...round })).body.error).toMatchObject({ code: -32602 });
    expect(harness.sent[0]?.options.signal?.aborted).toBe(true);
  });

  it("holds its place among the calls under way, and only so many wait (A35)", async () => {
    const token = await start({ gatewayLimits: { callsPerPrincipal: 2, roundsPerPrincipal: 1 } });
    const round = answering(await call(token));
    expect((await call(token)).status).toBe(503);
    expect(harness.sent[1]?.options.signal?.aborted).toBe(true);
    expect(textOf(await call(token, { ...ADD, ...round }))).toMatchObject({ action: "accept" });
  });

  it("A31: what the client did not declare with this very request is not asked: -32021, and the call is ended", async () => {
    const token = await start();
    const refused = await call(token, ADD, { [CAPABILITIES]: { sampling: {} } });
    expect(refused.status).toBe(400);
    expect(refused.body.error).toMatchObject({
      code: -32021,
      data: { requiredCapabilities: { elicitation: { form: {} } } },
    });
    expect(harness.sent[0]?.options.signal?.aborted).toBe(true);
    const round = answering(await call(token));
    const later = await call(token, { ...ADD, ...round }, { [CAPABILITIES]: {} });
    expect(later.status).toBe(400);
    expect(harness.sent[1]?.options.signal?.aborted).toBe(true);
  });

  it("the time of the call stands still while the question waits", async () => {
    const token = await start();
    const round = answering(await call(token));
    expect(harness.sent[0]?.options.hold?.isHeld).toBe(true);
    await call(token, { ...ADD, ...round });
    expect(harness.sent[0]?.options.hold?.isHeld).toBe(false);
  });

  it("an address that has to be opened first (-32042) is a question, and the call is made again after it", async () => {
    const elicitation = { mode: "url", elicitationId: "e1", url: "https://id.example/x", message: "Sign in" };
    let isOpen = false;
    const token = await start({
      answer: () =>
        isOpen
          ? text("in")
          : { kind: "error", error: { code: -32042, message: "Sign in", data: { elicitations: [elicitation] } } },
    });
    const asked = await call(token);
    expect(Object.values(asked.body.result?.inputRequests as Json)).toEqual([
      { method: "elicitation/create", params: elicitation },
    ]);
    isOpen = true;
    expect(textOf(await call(token, { ...ADD, ...answering(asked, { action: "accept" }) }))).toBe("in");
    isOpen = false;
    const declined = await call(token, { ...ADD, ...answering(await call(token), { action: "decline" }) });
    expect(declined.body.error?.code).toBe(-32603);
    expect(harness.sent).toHaveLength(3);
  });
});

describe("a modern server's question for a client of 2026-07-28", () => {
  const required = (requestState?: string) => ({
    kind: "result" as const,
    result: {
      resultType: "input_required",
      inputRequests: { sure: FORM },
      ...(requestState !== undefined && { requestState }),
    },
  });

  it("keeps the server's own requestState from the client and gives it back exactly", async () => {
    const token = await start({
      answer: ({ params }) => (params.inputResponses ? text(params) : required("the server's own")),
    });
    const asked = await call(token);
    expect(keysOf(asked)).toEqual(["sure"]);
    expect(JSON.stringify(asked.body)).not.toContain("the server's own");
    const sent = textOf(await call(token, { ...ADD, ...answering(asked) })) as Json;
    expect(sent).toMatchObject({
      requestState: "the server's own",
      inputResponses: { sure: { action: "accept", content: { sure: true } } },
    });
    // A25: once.
    expect((await call(token, { ...ADD, ...answering(asked) })).body.error?.code).toBe(-32602);
    expect(harness.sent).toHaveLength(2);
  });

  it("A52: a rule that asks by now is not passed by with a round that began before it did", async () => {
    const token = await start({ answer: ({ params }) => (params.inputResponses ? text(params) : required("s")) });
    const from = new Date(harness.clock.now() + 60_000).toISOString();
    harness.change((world) => {
      world.rules = [
        { id: "late", priority: 1, match: {}, when: `request.time >= timestamp('${from}')`, effect: "approve" },
      ];
    });
    const round = answering(await call(token));
    harness.clock.advance(61_000);
    const refused = await call(token, { ...ADD, ...round });
    expect(refused.body.result).toMatchObject({ isError: true, _meta: { "peta/code": "permission.denied" } });
    expect(harness.sent).toHaveLength(1);
  });

  it("A33: reserved keys pass neither way, and a state that was not given is not made up", async () => {
    const forged = { "io.modelcontextprotocol/related-task": { taskId: "t" }, kept: 1 };
    const question = { ...FORM, params: { ...FORM.params, _meta: forged } };
    const token = await start({
      answer: ({ params }) =>
        params.inputResponses
          ? text(params)
          : { kind: "result", result: { resultType: "input_required", inputRequests: { sure: question } } },
    });
    const asked = await call(token);
    expect(Object.values(asked.body.result?.inputRequests as Json)).toMatchObject([{ params: { _meta: { kept: 1 } } }]);
    expect(JSON.stringify(asked.body.result?.inputRequests)).not.toContain("related-task");
    const sent = textOf(
      await call(token, { ...ADD, ...answering(asked, { action: "accept", _meta: forged }) }),
    ) as Json;
    expect(sent).not.toHaveProperty("requestState");
    expect(sent.inputResponses).toEqual({ sure: { action: "accept", _meta: { kept: 1 } } });
  });

  it.each([
    ["a method that is no question", { inputRequests: { x: { method: "tools/call" } } }],
    ["questions that are no object", { inputRequests: [] }],
    ["a state that is no text", { inputRequests: {}, requestState: 1 }],
    ["neither a question nor a state", {}],
    [
      "more than it may ask at a time",
      { inputRequests: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`q${i}`, FORM])) },
    ],
    [
      "a form for a secret (A42)",
      {
        inputRequests: {
          x: {
            method: "elicitation/create",
            params: { requestedSchema: { properties: { password: { type: "string" } } } },
          },
        },
      },
    ],
  ])("does not pass on %s", async (_, said) => {
    const token = await start({
      answer: () => ({ kind: "result", result: { resultType: "input_required", ...said } }),
    });
    expect((await call(token)).body.error).toMatchObject({ code: -32603, data: { code: "server.protocol_error" } });
  });

  it("says -32021 as the server does, where the client could declare more", async () => {
    const token = await start({
      answer: () => ({
        kind: "error",
        error: { code: -32021, message: "no", data: { requiredCapabilities: { sampling: {} } } },
      }),
    });
    const refused = await call(token, ADD, {});
    expect(refused.status).toBe(400);
    expect(refused.body.error).toMatchObject({ code: -32021, data: { requiredCapabilities: { sampling: {} } } });
    // What it has declared already, it cannot add.
    expect((await call(token)).body.error?.code).toBe(-32603);
  });
});

describe("a call that wants an approval", () => {
  const endpoint = useApprovals();
  const DELETE = { name: "notes__delete", arguments: { id: "1" } };

  it("is approved before it runs, asked while it runs, and approved once for all its rounds", async () => {
    await endpoint.start({ answer: asks });
    harness = endpoint.harness;
    const first = call(endpoint.token, DELETE);
    await endpoint.asked();
    expect(harness.sent).toEqual([]);
    await endpoint.decide({ approve: true });
    const asked = await first;
    expect(endpoint.statuses()).toEqual(["executing"]);
    expect(textOf(await call(endpoint.token, { ...DELETE, ...answering(asked) }))).toMatchObject({ action: "accept" });
    expect(endpoint.statuses()).toEqual(["executed"]);
    // A53: the next one is asked for anew.
    const next = call(endpoint.token, DELETE);
    await expect.poll(() => endpoint.statuses()).toEqual(["executed", "pending"]);
    await endpoint.decide({ approve: false });
    await next;
  });

  it("A52: rules that change while it waits end it, and its approval", async () => {
    await endpoint.start({ answer: asks });
    harness = endpoint.harness;
    const first = call(endpoint.token, DELETE);
    await endpoint.asked();
    await endpoint.decide({ approve: true });
    const asked = await first;
    harness.change((world) => void (world.policySetVersion += 1));
    const refused = await call(endpoint.token, { ...DELETE, ...answering(asked) });
    expect(refused.body.result).toMatchObject({ isError: true, _meta: { "peta/code": "permission.denied" } });
    expect(harness.sent[0]?.options.signal?.aborted).toBe(true);
    await expect.poll(() => endpoint.statuses()).toEqual(["failed"]);
  });
});
