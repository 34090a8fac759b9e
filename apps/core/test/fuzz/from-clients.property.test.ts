import http from "node:http";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHarness, type Harness, textResult } from "../mcp/create-harness.ts";
import {
  callLegacy,
  callModern,
  LEGACY,
  legacyHeaders,
  MODERN,
  modernHeaders,
  modernMeta,
  openSession,
} from "../mcp/raw-client.ts";
import { FUZZ_TIMEOUT_MS, fuzzOptions } from "./fuzz-options.ts";
import { mutation } from "./mutations.ts";

type Json = Record<string, unknown>;

let harness: Harness;
let tokens: { mallory: string; bob: string };
let bobsSession: string;
beforeAll(async () => {
  harness = await createHarness({
    world: {
      servers: [
        {
          serverId: "notes",
          declaredCapabilities: { tasks: { requests: { tools: { call: {} } } } },
          capabilities: [
            { kind: "tool", name: "add" },
            { kind: "resource", name: "file:///a" },
            { kind: "prompt", name: "greet" },
          ],
        },
      ],
    },
    limits: { bodyBytes: 20_000, depth: 60 },
    answer({ method, params, options }) {
      const text = `canary of ${options.scope?.principalId}`;
      if (method === "resources/read") return { kind: "result", result: { contents: [{ uri: params.uri, text }] } };
      if (method === "prompts/get")
        return { kind: "result", result: { messages: [{ role: "user", content: { type: "text", text } }] } };
      if (method === "completion/complete") return { kind: "result", result: { completion: { values: [text] } } };
      return textResult(text);
    },
  });
  tokens = { mallory: harness.issue("mallory"), bob: harness.issue("bob") };
  bobsSession = await openSession(harness.url, tokens.bob);
});
afterAll(() => harness.close());

interface Heard {
  status: number;
  text: string;
}

/** Sends, and reads the answer or, of a stream that goes on, its first event. */
const sendBytes = (headers: Record<string, string>, body: Buffer): Promise<Heard> =>
  new Promise((resolve, reject) => {
    const request = http.request(harness.url, { method: "POST", headers, agent: false }, (response) => {
      let text = "";
      const done = (): void => resolve({ status: response.statusCode ?? 0, text });
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        if (!response.headers["content-type"]?.startsWith("text/event-stream") || !text.includes("\n\n")) return;
        done();
        request.destroy();
      });
      response.on("end", done).on("error", done);
    });
    request.on("error", reject);
    request.end(body);
  });

const METHODS: [method: string, params: Json][] = [
  ["initialize", { protocolVersion: LEGACY, capabilities: {}, clientInfo: { name: "m", version: "1" } }],
  ["ping", {}],
  ["server/discover", {}],
  ["tools/list", { cursor: "abc" }],
  ["tools/call", { name: "notes__add", arguments: {} }],
  ["tools/call", { name: "notes__add", arguments: { text: "x" } }],
  ["tools/call", { name: "notes__add", arguments: { a: [1, { b: "c" }] }, _meta: { progressToken: 1 } }],
  ["resources/read", { uri: "file:///a" }],
  ["prompts/get", { name: "notes__greet", arguments: { who: "x" } }],
  ["completion/complete", { ref: { type: "ref/prompt", name: "notes__greet" }, argument: { name: "a", value: "b" } }],
  ["logging/setLevel", { level: "info" }],
  ["resources/subscribe", { uri: "file:///a" }],
  ["subscriptions/listen", { notifications: { toolsListChanged: true, resourceSubscriptions: ["file:///a"] } }],
  ["notifications/cancelled", { requestId: 1, reason: "x" }],
  ["tools/call", { name: "notes__add", arguments: {}, task: { ttl: 1 } }],
  ["tasks/get", { taskId: "tsk_1" }],
  ["tasks/update", { taskId: "tsk_1", inputResponses: { a: {} } }],
  ["subscriptions/listen", { notifications: { taskIds: ["tsk_1"] } }],
  ["vendor/method", { a: 1 }],
];

const message = fc.record({
  method: fc.constantFrom(...METHODS),
  id: fc.constantFrom<unknown>(0, 0, 1, "0", "1", undefined),
  mutation,
});
/** Headers that do not fit: one left out, or another value in its place. */
const headerFault = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  fc.record({
    name: fc.constantFrom("mcp-session-id", "mcp-protocol-version", "mcp-method", "mcp-name", "accept", "content-type"),
    value: fc.constantFrom(null, "", "x", MODERN, LEGACY, "=?base64?/w==?=", "tools/call", "application/json", "é"),
  }),
  fc.constant({ name: "mcp-session-id", value: "bob's" }),
);

const applyFault = (headers: Record<string, string>, fault: { name: string; value: string | null } | null) => {
  if (fault === null) return headers;
  const { [fault.name]: _left, ...others } = headers;
  if (fault.value === null) return others;
  return { ...others, [fault.name]: fault.value === "bob's" ? bobsSession : fault.value };
};

/** Nothing that a client sends is a fault of Core, tells of its inside, or shows what is another client's. */
function checkAnswer({ status, text }: Heard): void {
  expect([200, 202, 400, 404, 406, 413, 415, 429]).toContain(status);
  expect(text).not.toMatch(/canary of prn_bob|\.ts:\d|node_modules|internal\.error/);
  if (status === 200 || text === "") return;
  expect(JSON.parse(text)).toMatchObject({ error: { code: expect.any(Number), message: expect.any(String) } });
}

describe("whatever a client sends, it gets one answer that tells nothing, and others go on (A21, A22, A29, A30, A34)", () => {
  test(
    "in a session",
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 4 }), headerFault, async (messages, fault) => {
          const session = await openSession(harness.url, tokens.mallory);
          const headers = applyFault(legacyHeaders(tokens.mallory, session), fault);
          const sent = messages.map(({ method: [method, params], id, mutation: wrong }) =>
            sendBytes(headers, wrong.apply({ jsonrpc: "2.0", id, method, params })),
          );
          const bobs = callLegacy(harness.url, tokens.bob, bobsSession, "tools/call", { name: "notes__add" }, 0);
          for (const heard of await Promise.all(sent)) checkAnswer(heard);
          expect((await bobs).body).toMatchObject({ id: 0, result: { content: [{ text: "canary of prn_bob" }] } });
        }),
        fuzzOptions(150),
      );
    },
    FUZZ_TIMEOUT_MS,
  );

  test(
    "without a session",
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 4 }), headerFault, async (messages, fault) => {
          const sent = messages.map(({ method: [method, params], id, mutation: wrong }) => {
            const name = (params.name ?? params.uri) as string | undefined;
            const headers = applyFault(modernHeaders(tokens.mallory, method, name), fault);
            const _meta = modernMeta(params._meta as Json | undefined);
            return sendBytes(headers, wrong.apply({ jsonrpc: "2.0", id, method, params: { ...params, _meta } }));
          });
          const bobs = callModern(harness.url, tokens.bob, "tools/call", { name: "notes__add" }, 0);
          for (const heard of await Promise.all(sent)) checkAnswer(heard);
          expect((await bobs).body).toMatchObject({ id: 0, result: { content: [{ text: "canary of prn_bob" }] } });
        }),
        fuzzOptions(150),
      );
    },
    FUZZ_TIMEOUT_MS,
  );
});
