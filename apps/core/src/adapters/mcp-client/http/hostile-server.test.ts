import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ConnectKit, createConnectKit, errorOf, until } from "../fixtures/connect-kit.ts";
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

async function connectTo(options: FixtureOptions) {
  server = await startHttpServer(options);
  return kit.connect({ transport: "http", url: server.url, headers: {} });
}

const STREAM = { "content-type": "text/event-stream" };

describe("A34: a server that wants to bring Core down", () => {
  test.each(["☃", "a\u0001b", "x".repeat(5_000)])("names its events so that no header can carry it: %#", async (id) => {
    let asked = 0;
    const connection = await connectTo({
      era: "legacy",
      capabilities: { tools: { listChanged: true } },
      intercept({ verb, message }, response) {
        if (verb === "GET") asked++;
        if (verb !== "GET" && message.method !== "tools/call") return false;
        response.writeHead(200, STREAM).end(`id: ${id}\nretry: 10\ndata:\n\n`);
        return true;
      },
    });
    // Both take the stream up again later, in a timer: what is thrown there would end the process.
    expect((await errorOf(kit.call(connection, "x"))).code).toBe("server.protocol_error");
    await until(() => asked >= 2);
  });

  test("asks without end and answers nothing: its questions are answered a few at a time and no memory is spent on the rest", async () => {
    let answered = 0;
    const ping = `data: {"jsonrpc":"2.0","id":1,"method":"ping"}\n\n`;
    const connection = await connectTo({
      era: "legacy",
      intercept({ message }, response) {
        if (message.result !== undefined) return ++answered > 0;
        if (message.method !== "tools/call" || message.params?.name !== "ask") return false;
        response.writeHead(200, STREAM).write(ping.repeat(20_000));
        setTimeout(() => response.end(`data: {"jsonrpc":"2.0","id":${message.id},"result":{"content":[]}}\n\n`), 200);
        return true;
      },
    });
    await kit.call(connection, "ask");
    // Its unanswered answers take no place of requests.
    expect(await kit.call(connection, "echo", { a: 1 })).toBe('{"a":1}');
    expect(answered).toBeGreaterThan(0);
    expect(answered).toBeLessThan(100);
  });
});
