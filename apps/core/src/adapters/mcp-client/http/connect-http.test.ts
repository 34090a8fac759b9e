import { serverSettingsSchema } from "@peta/contract";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ConnectorSettings, resolveSettings } from "../connector-settings.ts";
import { type ConnectKit, createConnectKit, errorOf } from "../fixtures/connect-kit.ts";
import { json } from "../fixtures/answer-json.ts";
import { type FixtureHttpServer, type FixtureOptions, startHttpServer } from "../fixtures/http-server.ts";

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

describe("the era", () => {
  test("a legacy server: asked once in the new way, then a session with its headers, ended at the close", async () => {
    const connection = await connectTo({ era: "legacy" });
    expect(connection).toMatchObject({
      era: "legacy",
      protocolVersion: "2025-06-18",
      serverInfo: { name: "http-fixture" },
    });
    expect(await kit.call(connection, "echo", { a: 1 })).toBe('{"a":1}');
    await connection.close();
    expect(server.seen.map(({ verb, message }) => message.method ?? verb)).toEqual([
      "server/discover",
      "initialize",
      "notifications/initialized",
      "tools/call",
      "DELETE",
    ]);
    expect(server.posts("tools/call")[0]?.headers).toMatchObject({
      "mcp-session-id": "session-1",
      "mcp-protocol-version": "2025-06-18",
      accept: "application/json, text/event-stream",
    });
  });

  test("a modern server: no session, and headers that mirror the body", async () => {
    const connection = await connectTo({ era: "modern" });
    expect(connection).toMatchObject({ era: "modern", protocolVersion: "2026-07-28" });
    await connection.request("tools/call", { name: "Grüße", arguments: {} }, { timeoutMs: 5_000 });
    const [call] = server.posts("tools/call");
    expect(call?.headers).toMatchObject({
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": `=?base64?${Buffer.from("Grüße").toString("base64")}?=`,
    });
    expect(call?.headers).not.toHaveProperty("mcp-session-id");
    expect(call?.message.params?._meta).toEqual({
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": {},
      "io.modelcontextprotocol/clientInfo": { name: "peta-test", version: "0.0.0" },
    });
  });

  test("arguments that a tool wants in headers are mirrored there", async () => {
    const properties = {
      region: { type: "string", "x-mcp-header": "Region" },
      deep: { properties: { count: { "x-mcp-header": "Count" } } },
      plain: {},
    };
    server = await startHttpServer({ era: "modern" });
    const connection = await kit.connect(launchOf(), { toolDefinition: () => definition });
    const definition = { name: "echo", inputSchema: { properties } };
    await connection.request(
      "tools/call",
      { name: "echo", arguments: { region: "eu\r\nx: y", deep: { count: 7 }, plain: "p" } },
      { timeoutMs: 5_000 },
    );
    expect(server.posts("tools/call")[0]?.headers).toMatchObject({
      "mcp-param-region": `=?base64?${Buffer.from("eu\r\nx: y").toString("base64")}?=`,
      "mcp-param-count": "7",
    });
    expect(server.posts("tools/call")[0]?.headers).not.toHaveProperty("x");
  });

  test("a remembered era is tried first, and the other one when it no longer fits", async () => {
    server = await startHttpServer({ era: "legacy" });
    await kit.connect(launchOf(), { knownVersion: "2025-06-18" });
    expect(server.posts("server/discover")).toHaveLength(0);
    await server.close();
    server = await startHttpServer({
      era: "modern",
      intercept: ({ message }, response) =>
        message.method === "initialize" &&
        (json(response, 400, {
          jsonrpc: "2.0",
          id: message.id,
          error: { code: -32022, message: "no", data: { supported: ["2026-07-28"] } },
        }),
        true),
    });
    expect((await kit.connect(launchOf(), { knownVersion: "2025-06-18" })).era).toBe("modern");
  });

  test("a modern server that refuses the revision and names the same one is asked once more, and not for ever", async () => {
    const answer = { code: -32022, message: "no", data: { supported: ["2026-07-28"] } };
    let refusals = 1;
    const options: FixtureOptions = {
      era: "modern",
      intercept: ({ message }, response) =>
        refusals-- > 0 && (json(response, 400, { jsonrpc: "2.0", id: message.id, error: answer }), true),
    };
    expect((await connectTo(options)).era).toBe("modern");
    expect(server.posts("server/discover")).toHaveLength(2);
    refusals = 9;
    expect(await errorOf(kit.connect(launchOf()))).toMatchObject({ code: "server.protocol_error" });
    expect(server.posts("server/discover")).toHaveLength(4);
  });

  test("a modern server without a common revision is refused by name", async () => {
    const answer = { code: -32022, message: "no", data: { supported: ["2030-01-01"] } };
    const connecting = connectTo({
      era: "modern",
      intercept: ({ message }, response) => (
        json(response, 400, { jsonrpc: "2.0", id: message.id, error: answer }), true
      ),
    });
    expect(await errorOf(connecting)).toMatchObject({
      code: "server.protocol_error",
      message: expect.stringContaining("2030-01-01"),
    });
  });
});

describe("a server that cannot be connected", () => {
  test.each([
    ["refuses the credentials", 401, "server.unreachable", "401"],
    ["has no endpoint there", 404, "server.protocol_error", "path"],
    ["takes no POST", 405, "server.protocol_error", "path"],
    ["fails", 500, "server.unreachable", "500"],
  ])("it %s", async (_name, status, code, sentence) => {
    const connecting = connectTo({
      era: "legacy",
      intercept: (_request, response) => (response.writeHead(status).end(), true),
    });
    expect(await errorOf(connecting)).toMatchObject({ code, message: expect.stringContaining(sentence) });
  });

  test("A40: a redirect is not followed, and only the origin it leads to is named", async () => {
    const connecting = connectTo({
      era: "legacy",
      intercept: (_request, response) => (
        response.writeHead(307, { location: "http://169.254.169.254/token?secret=1" }).end(), true
      ),
    });
    const error = await errorOf(connecting);
    expect(error).toMatchObject({
      code: "server.unreachable",
      message: expect.stringContaining("http://169.254.169.254 "),
    });
    expect(error.message).not.toContain("secret");
    expect(server.seen).toHaveLength(1);
  });

  test("it takes the request and is silent", async () => {
    server = await startHttpServer({ era: "legacy", intercept: () => true });
    expect(await errorOf(kit.connect(launchOf(), { timeoutMs: 200 }))).toMatchObject({ code: "server.timeout" });
  });

  test("it is a web page", async () => {
    const connecting = connectTo({
      era: "legacy",
      intercept: (_request, response) => (response.writeHead(200, { "content-type": "text/html" }).end("<html>"), true),
    });
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
      expect(await errorOf(kit.connect(launchOf(`http://${host}/mcp`)))).toMatchObject({
        code: "server.launch_refused",
      });
    }
  });
});

test("there is a socket for each request that a server may be set to work on", async () => {
  await connectTo({ era: "modern" });
  const most = serverSettingsSchema.shape.maxConcurrentRequests.unwrap().maxValue ?? 0;
  expect(most).toBeGreaterThan(64);
  expect(resolveSettings({} as ConnectorSettings).maxSockets).toBeGreaterThan(most);
});
