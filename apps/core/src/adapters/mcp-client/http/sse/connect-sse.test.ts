import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ConnectKit, createConnectKit, errorOf, until } from "../../fixtures/connect-kit.ts";
import { type FixtureSseServer, startSseServer } from "../../fixtures/sse-server.ts";
import { startHttpServer } from "../../fixtures/http-server.ts";

let kit: ConnectKit;
let server: FixtureSseServer;
beforeEach(() => {
  kit = createConnectKit();
});
afterEach(async () => {
  await kit.close();
  await server.close();
});
const launchOf = (transport: "http" | "sse", url = server.url) => ({
  transport,
  url,
  headers: { authorization: "Bearer s3cr3t" },
});

describe("a server of HTTP with SSE", () => {
  test("is connected by its name, called, asked for progress, and asks itself", async () => {
    server = await startSseServer();
    const connection = await kit.connect(launchOf("sse"));
    expect(connection).toMatchObject({ era: "legacy", transport: "sse", serverInfo: { name: "sse-fixture" } });
    expect(kit.steps).toEqual(["check", "start", "handshake"]);
    expect(await kit.call(connection, "echo", { a: "ä" })).toBe('{"a":"ä"}');
    expect(await kit.call(connection, "ask")).toBe("{}");
    const heard: unknown[] = [];
    await connection.request(
      "tools/call",
      { name: "echo" },
      { timeoutMs: 5_000, onNotification: ({ params }) => heard.push(params?.message) },
    );
    expect(heard).toEqual(["half"]);
    // What the server wants to be sent as a header goes with every message.
    expect(server.seen.every(({ headers }) => headers.authorization === "Bearer s3cr3t")).toBe(true);
  });

  test("many calls at once each get their own answer (A21)", async () => {
    server = await startSseServer();
    const connection = await kit.connect(launchOf("sse"));
    const texts = await Promise.all(Array.from({ length: 50 }, (_, n) => kit.call(connection, "echo", { n })));
    expect(texts).toEqual(Array.from({ length: 50 }, (_, n) => `{"n":${n}}`));
  });

  test("is found behind a URL that refuses Streamable HTTP, and is tried first from then on", async () => {
    server = await startSseServer();
    const connection = await kit.connect(launchOf("http"));
    expect(connection.transport).toBe("sse");
    expect(await kit.call(connection, "echo", { n: 1 })).toBe('{"n":1}');
    server.seen.length = 0;
    await kit.connect(launchOf("http"), { knownTransport: "sse", knownVersion: connection.protocolVersion });
    expect(server.seen.filter(({ verb, url }) => verb === "POST" && url.startsWith("/sse"))).toEqual([]);
  });

  test("that was replaced by one of Streamable HTTP is found out", async () => {
    server = await startSseServer();
    const other = await startHttpServer({ era: "legacy" });
    const connection = await kit.connect(launchOf("http", other.url), {
      knownTransport: "sse",
      knownVersion: "2024-11-05",
    });
    expect(connection.transport).toBe("http");
    await other.close();
  });

  test("A43: a stream that ends fails what is under way once, and ends the connection", async () => {
    server = await startSseServer();
    const connection = await kit.connect(launchOf("sse"));
    const hanging = errorOf(kit.call(connection, "hang"));
    await until(() => server.seen.some(({ verb, url }) => verb === "POST" && url.startsWith("/messages")));
    await new Promise((resolve) => setTimeout(resolve, 50));
    server.streams[0]?.end();
    expect(await hanging).toMatchObject({ code: "server.died" });
    expect(kit.closed).toMatchObject([{ code: "server.died" }]);
    expect(await errorOf(kit.call(connection, "echo"))).toMatchObject({ code: "server.died" });
  });

  test("a message that is refused fails its own request and no other", async () => {
    let refuses = false;
    server = await startSseServer((request, response) => {
      if (!refuses || request.method !== "POST") return false;
      response.writeHead(500).end("secrets of the server");
      return true;
    });
    const connection = await kit.connect(launchOf("sse"));
    refuses = true;
    const error = await errorOf(kit.call(connection, "echo"));
    expect(error).toMatchObject({ code: "server.unreachable", detail: "HTTP 500" });
    expect(error.message).not.toContain("secrets");
    refuses = false;
    expect(await kit.call(connection, "echo")).toBe("{}");
  });

  test("closing leaves no stream open", async () => {
    server = await startSseServer();
    const connection = await kit.connect(launchOf("sse"));
    let isGone = false;
    server.streams[0]?.on("close", () => (isGone = true));
    await connection.close();
    await until(() => isGone);
    expect(kit.closed).toEqual([]);
  });
});

describe("what is refused", () => {
  const stream = (text: string) =>
    startSseServer((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).write(text);
      return true;
    });

  test.each([
    "http://127.0.0.1:1/messages",
    "http://169.254.169.254/latest",
    "//evil.test/messages",
    "file:///etc/passwd",
    "http://user:pass@127.0.0.1/messages",
  ])("A40: an address at another origin: %s", async (address) => {
    server = await stream(`event: endpoint\ndata: ${address}\n\n`);
    expect(await errorOf(kit.connect(launchOf("sse")))).toMatchObject({ code: "server.protocol_error" });
    expect(server.seen).toHaveLength(1);
  });

  test("A40: a private address is refused before anything is sent", async () => {
    server = await startSseServer();
    expect(await errorOf(kit.connect(launchOf("sse", "http://169.254.169.254/sse")))).toMatchObject({
      code: "server.launch_refused",
    });
  });

  test("a stream that names no address", async () => {
    server = await stream(": nothing\n\n");
    expect(await errorOf(kit.connect(launchOf("sse"), { timeoutMs: 100 }))).toMatchObject({ code: "server.timeout" });
  });

  test("A34: an address without end", async () => {
    await kit.close();
    kit = createConnectKit({ maxMessageBytes: 10_000 });
    server = await stream(`event: endpoint\ndata: /${"x".repeat(20_000)}\n\n`);
    expect(await errorOf(kit.connect(launchOf("sse")))).toMatchObject({ code: "server.protocol_error" });
  });

  test("a server that has neither transport is told about the one that was asked for first", async () => {
    server = await startSseServer((_request, response) => {
      response.writeHead(404).end();
      return true;
    });
    expect(await errorOf(kit.connect(launchOf("http")))).toMatchObject({
      code: "server.protocol_error",
      detail: "HTTP 404",
    });
  });

  test("the modern era, which this transport does not have", async () => {
    server = await startSseServer();
    expect(await errorOf(kit.connect(launchOf("sse"), { era: "modern" }))).toMatchObject({
      code: "server.protocol_error",
      detail: "REVISION",
    });
  });
});
