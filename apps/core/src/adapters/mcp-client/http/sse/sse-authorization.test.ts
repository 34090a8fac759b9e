import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ConnectKit, createConnectKit, errorOf, until } from "../../fixtures/connect-kit.ts";
import { METADATA, refuse } from "../../fixtures/guarded-server.ts";
import { type FixtureSseServer, startSseServer } from "../../fixtures/sse-server.ts";
import { createTwinAuthorization, SIGN_IN } from "../../fixtures/twin-authorization.ts";

let kit: ConnectKit;
let server: FixtureSseServer;
let accepted: string;
beforeEach(async () => {
  kit = createConnectKit();
  accepted = "first";
  server = await startSseServer(
    ({ headers }, response) => headers.authorization !== `Bearer ${accepted}` && refuse(response),
  );
});
afterEach(async () => {
  await kit.close();
  await server.close();
});
const launchOf = (transport: "http" | "sse") => ({ transport, url: server.url, headers: {} });
const sentWith = (verb: string) =>
  server.seen.filter((request) => request.verb === verb).map(({ headers }) => headers.authorization);

describe("the token, over HTTP with SSE", () => {
  test("goes with the request for the stream, and with every message", async () => {
    const authorization = createTwinAuthorization("first");
    const connection = await kit.connect(launchOf("sse"), { authorization });
    expect(authorization.prepared).toBe(1);
    expect(await kit.call(connection, "echo", { a: 1 })).toBe('{"a":1}');
    expect(sentWith("GET")).toEqual(["Bearer first"]);
    expect(new Set(sentWith("POST"))).toEqual(new Set(["Bearer first"]));
  });

  test("that the stream is refused for want of is fetched, also where the transport has to be found out", async () => {
    const authorization = createTwinAuthorization(null, ["first"]);
    const connection = await kit.connect(launchOf("http"), { authorization });
    expect(connection.transport).toBe("sse");
    expect(authorization.challenges).toMatchObject([{ status: 401, resourceMetadataUrl: METADATA, token: null }]);
    const direct = createTwinAuthorization(null, ["first"]);
    await kit.connect(launchOf("sse"), { authorization: direct });
    expect(direct.challenges).toHaveLength(1);
  });

  test("that has ended is renewed once for the messages that are refused together; the stream goes on", async () => {
    const authorization = createTwinAuthorization("first", ["second"]);
    const connection = await kit.connect(launchOf("sse"), { authorization });
    accepted = "second";
    const texts = await Promise.all([1, 2, 3].map((n) => kit.call(connection, "echo", { n })));
    expect(texts).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
    expect(authorization.renewals).toBe(1);
    expect(sentWith("GET")).toHaveLength(1);
  });

  test("that nobody can get: the port's error is told, whichever of its requests asks for one", async () => {
    expect(await errorOf(kit.connect(launchOf("sse"), { authorization: createTwinAuthorization(null) }))).toMatchObject(
      { code: "server.sign_in_required", message: SIGN_IN },
    );
    await server.close();
    server = await startSseServer(({ method }, response) => method === "GET" && refuse(response));
    const error = await errorOf(kit.connect(launchOf("http"), { authorization: createTwinAuthorization(null) }));
    expect(error).toMatchObject({ code: "server.sign_in_required", message: SIGN_IN });
  });

  test("that has ended and cannot be renewed ends the connection", async () => {
    const connection = await kit.connect(launchOf("sse"), { authorization: createTwinAuthorization("first") });
    accepted = "another";
    expect(await errorOf(kit.call(connection, "echo"))).toMatchObject({ message: SIGN_IN });
    await until(() => kit.closed.length > 0);
    expect(kit.closed).toMatchObject([{ code: "server.sign_in_required" }]);
  });

  test("goes to no other place that the stream names (A40)", async () => {
    const other = await startSseServer();
    await server.close();
    server = await startSseServer((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`event: endpoint\ndata: ${other.origin}/messages\n\n`);
      return true;
    });
    const authorization = createTwinAuthorization("first");
    expect(await errorOf(kit.connect(launchOf("sse"), { authorization }))).toMatchObject({
      code: "server.protocol_error",
    });
    expect(other.seen).toEqual([]);
    await other.close();
  });
});
