import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ConnectKit, createConnectKit, errorOf, fixtureLaunch } from "../fixtures/connect-kit.ts";
import { type FixtureHttpServer, type FixtureOptions, startHttpServer } from "../fixtures/http-server.ts";

let kit: ConnectKit;
let server: FixtureHttpServer;
beforeEach(() => {
  kit = createConnectKit();
});
afterEach(async () => {
  await kit.close();
  await server?.close();
});
const launch = () => ({ transport: "http" as const, url: server.url, headers: {} });

describe("a server that changes its era under a connection", () => {
  test("from modern to legacy: the call is not made, and the connection ends, so that the next one finds out", async () => {
    const options: FixtureOptions = { era: "modern" };
    server = await startHttpServer(options);
    const connection = await kit.connect(launch());
    expect(connection.era).toBe("modern");
    options.era = "legacy";
    expect(await errorOf(kit.call(connection, "x"))).toMatchObject({ code: "server.unreachable", detail: "REVISION" });
    expect(kit.closed).toMatchObject([{ code: "server.unreachable" }]);
    const again = await kit.connect(launch(), { knownVersion: connection.protocolVersion });
    expect(again.era).toBe("legacy");
  });

  test("from legacy to modern alike", async () => {
    const options: FixtureOptions = {
      era: "legacy",
      intercept({ message }, response) {
        if (options.era !== "modern" || message.params?._meta) return false;
        const error = { code: -32022, message: "Unsupported protocol version", data: { supported: ["2026-07-28"] } };
        response.writeHead(400, { "content-type": "application/json" });
        response.end(JSON.stringify({ jsonrpc: "2.0", id: message.id ?? null, error }));
        return true;
      },
    };
    server = await startHttpServer(options);
    const connection = await kit.connect(launch());
    options.era = "modern";
    expect(await errorOf(kit.call(connection, "x"))).toMatchObject({ code: "server.unreachable", detail: "REVISION" });
    const again = await kit.connect(launch(), { knownVersion: connection.protocolVersion });
    expect(again.era).toBe("modern");
  });
});

describe("an era that is set by hand", () => {
  test("is the only one that is tried", async () => {
    server = await startHttpServer({ era: "legacy" });
    await kit.connect(launch(), { era: "legacy" });
    expect(server.posts("server/discover")).toEqual([]);
    expect(await errorOf(kit.connect(launch(), { era: "modern" }))).toMatchObject({
      code: "server.protocol_error",
      detail: "REVISION",
    });
    expect(server.posts("initialize")).toHaveLength(1);
  });

  test("also of a program", async () => {
    const connection = await kit.connect(fixtureLaunch("modern"), { era: "modern" });
    expect(connection.era).toBe("modern");
    expect(await errorOf(kit.connect(fixtureLaunch("good"), { era: "modern" }))).toMatchObject({
      code: "server.protocol_error",
      detail: "REVISION",
    });
  });
});

test("a program that was legacy and is modern now is found out on the same process", async () => {
  const connection = await kit.connect(fixtureLaunch("modern"), { knownVersion: "2025-11-25" });
  expect(connection.era).toBe("modern");
});

describe("the traffic of a connection", () => {
  test.each(["http", "stdio"] as const)("is heard in both directions over %s, with sizes", async (transport) => {
    server = await startHttpServer({ era: "legacy" });
    const heard: string[] = [];
    const connection = await kit.connect(transport === "http" ? launch() : fixtureLaunch("good"), {
      era: "legacy",
      onTraffic: (direction, { id, method }, size) =>
        heard.push(
          `${direction} ${typeof method === "string" ? method : "answer"} ${id === undefined ? "" : typeof id} ${size > 20}`,
        ),
    });
    await kit.call(connection, "echo", { a: 1 });
    expect(heard).toEqual([
      "sent initialize number true",
      "received answer number true",
      "sent notifications/initialized  true",
      "sent tools/call number true",
      "received answer number true",
    ]);
  });
});
