import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ServerNotification } from "../../../modules/servers/server-link.ts";
import { type ConnectKit, createConnectKit, errorOf, until } from "../fixtures/connect-kit.ts";
import { type FixtureHttpServer, type FixtureOptions, json, startHttpServer } from "../fixtures/http-server.ts";

let kit: ConnectKit;
let server: FixtureHttpServer;
beforeEach(() => {
  kit = createConnectKit();
});
afterEach(async () => {
  await kit.close();
  await server.close();
});

const launchOf = (url = server.url, headers: Record<string, string> = {}) => ({ transport: "http" as const, url, headers });
async function connectTo(options: FixtureOptions) {
  server = await startHttpServer(options);
  return kit.connect(launchOf());
}
const posts = (method: string) => server.seen.filter(({ verb, message }) => verb === "POST" && message.method === method);
const events = (...messages: unknown[]): string => messages.map((message) => `data: ${JSON.stringify(message)}\n\n`).join("");

describe("the era", () => {
  test("a legacy server: asked once in the new way, then a session with its headers, ended at the close", async () => {
    const connection = await connectTo({ era: "legacy" });
    expect(connection).toMatchObject({ era: "legacy", protocolVersion: "2025-06-18", serverInfo: { name: "http-fixture" } });
    expect(await kit.call(connection, "echo", { a: 1 })).toBe('{"a":1}');
    await connection.close();
    expect(server.seen.map(({ verb, message }) => message.method ?? verb)).toEqual(["server/discover", "initialize", "notifications/initialized", "tools/call", "DELETE"]);
    expect(posts("tools/call")[0]?.headers).toMatchObject({ "mcp-session-id": "session-1", "mcp-protocol-version": "2025-06-18", accept: "application/json, text/event-stream" });
  });

  test("a modern server: no session, and headers that mirror the body", async () => {
    const connection = await connectTo({ era: "modern" });
    expect(connection).toMatchObject({ era: "modern", protocolVersion: "2026-07-28" });
    await connection.request("tools/call", { name: "Grüße", arguments: {} }, { timeoutMs: 5_000 });
    const [call] = posts("tools/call");
    expect(call?.headers).toMatchObject({ "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": `=?base64?${Buffer.from("Grüße").toString("base64")}?=` });
    expect(call?.headers).not.toHaveProperty("mcp-session-id");
    expect(call?.message.params?._meta).toEqual({
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": {},
      "io.modelcontextprotocol/clientInfo": { name: "peta-test", version: "0.0.0" },
    });
  });

  test("arguments that a tool wants in headers are mirrored there", async () => {
    const properties = { region: { type: "string", "x-mcp-header": "Region" }, deep: { properties: { count: { "x-mcp-header": "Count" } } }, plain: {} };
    server = await startHttpServer({ era: "modern" });
    const connection = await kit.connect(launchOf(), { toolDefinition: () => definition });
    const definition = { name: "echo", inputSchema: { properties } };
    await connection.request("tools/call", { name: "echo", arguments: { region: "eu\r\nx: y", deep: { count: 7 }, plain: "p" } }, { timeoutMs: 5_000 });
    expect(posts("tools/call")[0]?.headers).toMatchObject({ "mcp-param-region": `=?base64?${Buffer.from("eu\r\nx: y").toString("base64")}?=`, "mcp-param-count": "7" });
    expect(posts("tools/call")[0]?.headers).not.toHaveProperty("x");
  });

  test("a remembered era is tried first, and the other one when it no longer fits", async () => {
    server = await startHttpServer({ era: "legacy" });
    await kit.connect(launchOf(), { knownVersion: "2025-06-18" });
    expect(posts("server/discover")).toHaveLength(0);
    await server.close();
    server = await startHttpServer({
      era: "modern",
      intercept: ({ message }, response) => message.method === "initialize" && (json(response, 400, { jsonrpc: "2.0", id: message.id, error: { code: -32022, message: "no", data: { supported: ["2026-07-28"] } } }), true),
    });
    expect((await kit.connect(launchOf(), { knownVersion: "2025-06-18" })).era).toBe("modern");
  });

  test("a modern server without a common revision is refused by name", async () => {
    const answer = { code: -32022, message: "no", data: { supported: ["2030-01-01"] } };
    const connecting = connectTo({ era: "modern", intercept: ({ message }, response) => (json(response, 400, { jsonrpc: "2.0", id: message.id, error: answer }), true) });
    expect(await errorOf(connecting)).toMatchObject({ code: "server.protocol_error", message: expect.stringContaining("2030-01-01") });
  });
});

describe("answers", () => {
  test.each(["json", "events"] as const)("A21: a thousand requests over %s each get their own answer", async (answerWith) => {
    const connection = await connectTo({ era: "legacy", answerWith });
    const sent = Array.from({ length: 1_000 }, (_, index) => ({ index }));
    const answers = await Promise.all(sent.map((args) => kit.call(connection, "echo", args)));
    expect(answers).toEqual(sent.map((args) => JSON.stringify(args)));
  });

  test("what comes on the answer's stream belongs to its request; list_changed to the connection; questions are refused", async () => {
    const connection = await connectTo({
      era: "legacy",
      intercept({ message }, response) {
        if (message.method !== "tools/call") return false;
        const token = (message.params?._meta as { progressToken: number }).progressToken;
        response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
        const progress = (progressToken: unknown) => ({ jsonrpc: "2.0", method: "notifications/progress", params: { progressToken, progress: 1 } });
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
    const outcome = await connection.request("tools/call", { name: "x" }, { timeoutMs: 5_000, onNotification: (it) => heard.push(it) });
    expect(outcome).toEqual({ kind: "result", result: { right: true } });
    expect(heard.map(({ method, params }) => [method, params?.progress ?? params?.data])).toEqual([["notifications/progress", 1], ["notifications/message", "ä€😀"]]);
    expect(kit.notifications).toEqual([{ method: "notifications/tools/list_changed" }]);
    await until(() => server.seen.filter(({ message }) => message.id !== undefined && message.method === undefined).length === 2);
    const answers = server.seen.flatMap(({ message }) => (message.method === undefined && message.id !== undefined ? [message] : []));
    expect(answers).toContainEqual({ jsonrpc: "2.0", id: "q1", error: { code: -32601, message: "Core does not offer sampling/createMessage to servers." } });
    expect(answers).toContainEqual({ jsonrpc: "2.0", id: "q2", result: {} });
  });

  test("a stream that ends early is taken up again where it ended", async () => {
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
        response.writeHead(200, { "content-type": "text/event-stream" }).end(events({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text: "late" }] } }));
        return true;
      },
    });
    expect(await kit.call(connection, "x")).toBe("late");
    expect(isResumed).toBe(true);
  });

  test.each([
    ["a stream without the answer", 200, "text/event-stream", ": nothing\n\n", "server.protocol_error"],
    ["a web page", 200, "text/html", "<html>", "server.protocol_error"],
    ["JSON that is none", 200, "application/json", "{oops", "server.protocol_error"],
    ["an answer to another request", 200, "application/json", '{"jsonrpc":"2.0","id":1,"result":{}}', "server.protocol_error"],
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
        message.method === "tools/call" && (response.writeHead(status, { "content-type": type }).end(body === "ID" ? `{"jsonrpc":"2.0","id":${message.id}}` : body), true),
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
      intercept: ({ message }, response) => message.method === "x/y" && (json(response, 404, { jsonrpc: "2.0", id: message.id, error: { code: -32601, message: "no", data: { a: 1 } } }), true),
    });
    expect(await connection.request("x/y", {}, { timeoutMs: 5_000 })).toEqual({ kind: "error", error: { code: -32601, message: "no", data: { a: 1 } } });
  });

  test.each(["application/json", "text/event-stream"])("A34: an answer beyond the bound (%s) is cut off", async (type) => {
    await kit.close();
    kit = createConnectKit({ maxMessageBytes: 100_000 });
    const connection = await connectTo({
      era: "modern",
      intercept: ({ message }, response) => message.method === "tools/call" && (response.writeHead(200, { "content-type": type }).end(`data: "${"x".repeat(300_000)}`), true),
    });
    expect(await errorOf(kit.call(connection, "x"))).toMatchObject({ code: "server.protocol_error", message: expect.stringContaining("larger") });
  });
});

describe("A43: what goes wrong on the way", () => {
  test.each(["legacy", "modern"] as const)("a %s server that hangs: timeout, and the server is told", async (era) => {
    let wasClosed = false;
    const connection = await connectTo({
      era,
      intercept({ message }, response) {
        if (message.method !== "tools/call") return false;
        response.on("close", () => (wasClosed = true));
        return true;
      },
    });
    expect(await errorOf(kit.call(connection, "x", {}, 100))).toMatchObject({ code: "server.timeout" });
    await until(() => wasClosed);
    if (era === "legacy") await until(() => posts("notifications/cancelled").length === 1);
    else expect(posts("notifications/cancelled")).toHaveLength(0);
    expect(posts("tools/call")).toHaveLength(1);
  });

  test("an aborted request closes its stream", async () => {
    let wasClosed = false;
    const connection = await connectTo({
      era: "modern",
      intercept({ message }, response) {
        if (message.method !== "tools/call") return false;
        response.writeHead(200, { "content-type": "text/event-stream" }).write(": wait\n\n");
        response.on("close", () => (wasClosed = true));
        return true;
      },
    });
    const abort = new AbortController();
    const request = errorOf(connection.request("tools/call", { name: "x" }, { timeoutMs: 5_000, signal: abort.signal }));
    await until(() => posts("tools/call").length === 1);
    abort.abort();
    expect(await request).toMatchObject({ code: "request.cancelled" });
    await until(() => wasClosed);
  });

  test("a connection that breaks mid-call is server.died, and the call is not repeated", async () => {
    const connection = await connectTo({ era: "modern", intercept: ({ message }, response) => message.method === "tools/call" && (response.destroy(), true) });
    expect(await errorOf(kit.call(connection, "x"))).toMatchObject({ code: "server.died", message: expect.stringContaining("unknown") });
    expect(posts("tools/call")).toHaveLength(1);
    expect(kit.closed).toEqual([]);
  });

  test("a server that is gone is unreachable, and the connection tells so once", async () => {
    const connection = await connectTo({ era: "modern" });
    await server.close();
    expect(await errorOf(kit.call(connection, "x"))).toMatchObject({ code: expect.stringMatching(/^server\.(unreachable|died)$/) });
    expect(await errorOf(kit.call(connection, "x"))).toMatchObject({ code: "server.unreachable" });
    expect(kit.closed).toHaveLength(1);
    server = await startHttpServer({ era: "modern" });
  });

  test("a session that the server forgot is opened anew; reads are repeated, a tools/call is not", async () => {
    const connection = await connectTo({ era: "legacy" });
    server.forgetSessions();
    expect(await connection.request("resources/read", { uri: "x" }, { timeoutMs: 5_000 })).toMatchObject({ kind: "result" });
    expect(posts("initialize")).toHaveLength(2);
    server.forgetSessions();
    expect(await errorOf(kit.call(connection, "echo", { n: 1 }))).toMatchObject({ code: "server.unreachable", message: expect.stringContaining("again") });
    expect(posts("tools/call")).toHaveLength(1);
    expect(await kit.call(connection, "echo", { n: 2 })).toBe('{"n":2}');
    expect(posts("initialize")).toHaveLength(3);
  });

  test("a request after the close is refused", async () => {
    const connection = await connectTo({ era: "legacy" });
    await connection.close();
    expect(await errorOf(kit.call(connection, "echo"))).toMatchObject({ code: "server.unreachable" });
    expect(kit.closed).toEqual([]);
  });

  test("a request under way at the close is told that the server was stopped", async () => {
    const connection = await connectTo({ era: "legacy", intercept: ({ message }) => message.method === "tools/call" });
    const waiting = errorOf(kit.call(connection, "echo"));
    await until(() => posts("tools/call").length === 1);
    await connection.close();
    expect(await waiting).toMatchObject({ code: "server.unreachable", message: expect.stringContaining("stopped") });
  });
});

describe("notices outside of requests", () => {
  const listChanged = { jsonrpc: "2.0", method: "notifications/tools/list_changed" };

  test("a legacy server tells them on its GET stream, which is opened again when it ends", async () => {
    await connectTo({ era: "legacy", capabilities: { tools: { listChanged: true } } });
    await until(() => server.streams.length === 1);
    server.streams[0]?.end(`retry: 10\n${events(listChanged)}`);
    await until(() => server.streams.length === 2);
    expect(kit.notifications).toHaveLength(1);
    server.streams[1]?.write(events(listChanged));
    await until(() => kit.notifications.length === 2);
  });

  test("a modern server tells them on a listen stream for what it declares", async () => {
    await connectTo({
      era: "modern",
      capabilities: { tools: { listChanged: true }, prompts: {} },
      intercept({ message }, response) {
        if (message.method !== "subscriptions/listen") return false;
        response.writeHead(200, { "content-type": "text/event-stream" }).write(events(listChanged));
        return true;
      },
    });
    await until(() => kit.notifications.length === 1);
    expect(posts("subscriptions/listen")[0]?.message.params?.notifications).toEqual({ toolsListChanged: true });
    expect(posts("subscriptions/listen")[0]?.headers).toMatchObject({ "mcp-method": "subscriptions/listen" });
  });

  test("the end of the server is noticed without a request", async () => {
    await connectTo({ era: "legacy", capabilities: { tools: { listChanged: true } } });
    await until(() => server.streams.length === 1);
    server.streams[0]?.write("retry: 10\n\n");
    await server.close();
    await until(() => kit.closed.length === 1);
    expect(kit.closed[0]).toMatchObject({ code: "server.unreachable" });
    server = await startHttpServer({ era: "modern" });
  });
});

describe("a server that cannot be connected", () => {
  test.each([
    ["refuses the credentials", 401, "server.unreachable", "401"],
    ["has no endpoint there", 404, "server.protocol_error", "path"],
    ["takes no POST", 405, "server.protocol_error", "path"],
    ["fails", 500, "server.unreachable", "500"],
  ])("it %s", async (_name, status, code, sentence) => {
    const connecting = connectTo({ era: "legacy", intercept: (_request, response) => (response.writeHead(status).end(), true) });
    expect(await errorOf(connecting)).toMatchObject({ code, message: expect.stringContaining(sentence) });
  });

  test("A40: a redirect is not followed, and only the origin it leads to is named", async () => {
    const connecting = connectTo({ era: "legacy", intercept: (_request, response) => (response.writeHead(307, { location: "http://169.254.169.254/token?secret=1" }).end(), true) });
    const error = await errorOf(connecting);
    expect(error).toMatchObject({ code: "server.unreachable", message: expect.stringContaining("http://169.254.169.254 ") });
    expect(error.message).not.toContain("secret");
    expect(server.seen).toHaveLength(1);
  });

  test("it takes the request and is silent", async () => {
    server = await startHttpServer({ era: "legacy", intercept: () => true });
    expect(await errorOf(kit.connect(launchOf(), { timeoutMs: 200 }))).toMatchObject({ code: "server.timeout" });
  });

  test("it is a web page", async () => {
    const connecting = connectTo({ era: "legacy", intercept: (_request, response) => (response.writeHead(200, { "content-type": "text/html" }).end("<html>"), true) });
    expect(await errorOf(connecting)).toMatchObject({ code: "server.protocol_error" });
  });

  test("its own headers are sent with every request, and no others of ours can be replaced by them", async () => {
    server = await startHttpServer({ era: "modern" });
    await kit.connect(launchOf(server.url, { Authorization: "Bearer sealed" }));
    expect(server.seen.every(({ headers }) => headers.authorization === "Bearer sealed")).toBe(true);
  });

  test("A17, A40: link-local and metadata addresses are refused before anything is sent", async () => {
    server = await startHttpServer({ era: "modern" });
    for (const host of ["169.254.169.254", "[fe80::1]", "[fd00:ec2::254]", "[::ffff:169.254.169.254]", "0.0.0.0"]) {
      expect(await errorOf(kit.connect(launchOf(`http://${host}/mcp`)))).toMatchObject({ code: "server.launch_refused" });
    }
  });
});
