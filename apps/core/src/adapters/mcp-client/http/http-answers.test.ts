import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ServerNotification } from "../../../modules/servers/server-link.ts";
import { type ConnectKit, createConnectKit, errorOf, until } from "../fixtures/connect-kit.ts";
import { json } from "../fixtures/answer-json.ts";
import { events, type FixtureHttpServer, type FixtureOptions, startHttpServer } from "../fixtures/http-server.ts";

let kit: ConnectKit;
let server: FixtureHttpServer;
beforeEach(() => {
  kit = createConnectKit();
});
afterEach(async () => {
  await kit.close();
  await server.close();
});

const launchOf = (url = server.url, headers: Record<string, string> = {}) => ({
  transport: "http" as const,
  url,
  headers,
});
async function connectTo(options: FixtureOptions) {
  server = await startHttpServer(options);
  return kit.connect(launchOf());
}

describe("answers", () => {
  test.each(["json", "events"] as const)(
    "A21: a thousand requests over %s each get their own answer",
    async (answerWith) => {
      const connection = await connectTo({ era: "legacy", answerWith });
      const sent = Array.from({ length: 1_000 }, (_, index) => ({ index }));
      const answers = await Promise.all(sent.map((args) => kit.call(connection, "echo", args)));
      expect(answers).toEqual(sent.map((args) => JSON.stringify(args)));
    },
  );

  test("what comes on the answer's stream belongs to its request; list_changed to the connection; questions are refused", async () => {
    const connection = await connectTo({
      era: "legacy",
      intercept({ message }, response) {
        if (message.method !== "tools/call") return false;
        const meta = message.params?._meta as { progressToken: number } | undefined;
        const token = meta?.progressToken;
        response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
        const progress = (progressToken: unknown) => ({
          jsonrpc: "2.0",
          method: "notifications/progress",
          params: { progressToken, progress: 1 },
        });
        const body = events(
          progress(token),
          progress("foreign"),
          { jsonrpc: "2.0", method: "notifications/message", params: { level: "info", data: "ä€😀" } },
          { jsonrpc: "2.0", method: "notifications/tools/list_changed" },
          { jsonrpc: "2.0", id: "q1", method: "sampling/createMessage", params: {} },
          { jsonrpc: "2.0", id: "q2", method: "ping" },
          { jsonrpc: "2.0", id: 1, result: { stolen: true } },
          { jsonrpc: "2.0", id: message.id, result: { right: true } },
        );
        // Byte by byte: what arrives in pieces is put together.
        const bytes = Buffer.from(`: comment\nevent: message\n${body}`.replaceAll("\n", "\r\n"));
        for (let at = 0; at < bytes.length; at += 7) response.write(bytes.subarray(at, at + 7));
        response.end();
        return true;
      },
    });
    const heard: ServerNotification[] = [];
    const outcome = await connection.request(
      "tools/call",
      { name: "x" },
      { timeoutMs: 5_000, onNotification: (it) => heard.push(it) },
    );
    expect(outcome).toEqual({ kind: "result", result: { right: true } });
    expect(heard.map(({ method, params }) => [method, params?.progress ?? params?.data])).toEqual([
      ["notifications/progress", 1],
      ["notifications/message", "ä€😀"],
    ]);
    expect(kit.notifications).toEqual([{ method: "notifications/tools/list_changed" }]);
    await until(
      () => server.seen.filter(({ message }) => message.id !== undefined && message.method === undefined).length === 2,
    );
    const answers = server.seen.flatMap(({ message }) =>
      message.method === undefined && message.id !== undefined ? [message] : [],
    );
    expect(answers).toContainEqual({
      jsonrpc: "2.0",
      id: "q1",
      error: { code: -32601, message: "Core does not offer sampling/createMessage to servers." },
    });
    expect(answers).toContainEqual({ jsonrpc: "2.0", id: "q2", result: {} });
  });

  test("a stream that ends early is taken up again where it ended, and whoever waits hears that it takes a while", async () => {
    let slowMs = 0;
    let isResumed = false;
    let id: number | undefined;
    const connection = await connectTo({
      era: "legacy",
      intercept({ verb, message, headers }, response) {
        if (message.method === "tools/call") {
          id = message.id;
          response.writeHead(200, { "content-type": "text/event-stream" }).end("id: e-7\nretry: 10\ndata:\n\n");
          return true;
        }
        if (verb !== "GET" || headers["last-event-id"] !== "e-7") return false;
        isResumed = true;
        response
          .writeHead(200, { "content-type": "text/event-stream" })
          .end(events({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text: "late" }] } }));
        return true;
      },
    });
    const onSlow = (retryMs: number): void => void (slowMs = retryMs);
    const outcome = await connection.request("tools/call", { name: "x", arguments: {} }, { timeoutMs: 5000, onSlow });
    expect(outcome).toMatchObject({ result: { content: [{ text: "late" }] } });
    // However soon the server wants to be asked.
    expect([isResumed, slowMs]).toEqual([true, 50]);
  });

  test.each([
    ["a stream without the answer", 200, "text/event-stream", ": nothing\n\n", "server.protocol_error"],
    ["a web page", 200, "text/html", "<html>", "server.protocol_error"],
    ["JSON that is none", 200, "application/json", "{oops", "server.protocol_error"],
    [
      "an answer to another request",
      200,
      "application/json",
      '{"jsonrpc":"2.0","id":1,"result":{}}',
      "server.protocol_error",
    ],
    ["neither result nor error", 200, "application/json", "ID", "server.protocol_error"],
    ["nothing at all", 202, "text/plain", "", "server.protocol_error"],
    ["HTTP 401", 401, "application/json", '{"error":"x"}', "server.unreachable"],
    ["HTTP 403", 403, "text/plain", "no", "server.unreachable"],
    ["HTTP 404", 404, "text/plain", "no", "server.protocol_error"],
    ["HTTP 429", 429, "text/plain", "slow down", "server.busy"],
    ["HTTP 500", 500, "text/plain", "stack trace with secrets", "server.unreachable"],
    ["HTTP 503", 503, "text/plain", "later", "server.busy"],
  ])("a tools/call that is answered with %s", async (_name, status, type, body, code) => {
    const connection = await connectTo({
      era: "modern",
      intercept: ({ message }, response) =>
        message.method === "tools/call" &&
        (response
          .writeHead(status, { "content-type": type })
          .end(body === "ID" ? `{"jsonrpc":"2.0","id":${message.id}}` : body),
        true),
    });
    const error = await errorOf(kit.call(connection, "x"));
    expect(error.code).toBe(code);
    expect(error.message).not.toContain("secrets");
    // One bad answer does not end the connection.
    expect(await connection.request("tools/list", {}, { timeoutMs: 5_000 })).toMatchObject({ kind: "result" });
  });

  test("a JSON-RPC error passes as it is, whatever its HTTP status", async () => {
    const connection = await connectTo({
      era: "modern",
      intercept: ({ message }, response) =>
        message.method === "x/y" &&
        (json(response, 404, {
          jsonrpc: "2.0",
          id: message.id,
          error: { code: -32601, message: "no", data: { a: 1 } },
        }),
        true),
    });
    expect(await connection.request("x/y", {}, { timeoutMs: 5_000 })).toEqual({
      kind: "error",
      error: { code: -32601, message: "no", data: { a: 1 } },
    });
  });

  test.each(["application/json", "text/event-stream"])(
    "A34: an answer beyond the bound (%s) is cut off",
    async (type) => {
      await kit.close();
      kit = createConnectKit({ maxMessageBytes: 100_000 });
      const connection = await connectTo({
        era: "modern",
        intercept: ({ message }, response) =>
          message.method === "tools/call" &&
          (response.writeHead(200, { "content-type": type }).end(`data: "${"x".repeat(300_000)}`), true),
      });
      expect(await errorOf(kit.call(connection, "x"))).toMatchObject({
        code: "server.protocol_error",
        message: expect.stringContaining("larger"),
      });
    },
  );
});
