import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ConnectKit, createConnectKit, errorOf, until } from "../fixtures/connect-kit.ts";
import {
  type FixtureHttpServer,
  type FixtureOptions,
  type SeenRequest,
  startHttpServer,
} from "../fixtures/http-server.ts";
import { createTwinAuthorization, SIGN_IN } from "../fixtures/twin-authorization.ts";

let kit: ConnectKit;
let server: FixtureHttpServer;
/** What the server accepts now. */
let accepted: string;
beforeEach(() => {
  kit = createConnectKit();
  accepted = "first";
});
afterEach(async () => {
  await kit.close();
  await server.close();
});

const METADATA = "https://tools.example/.well-known/oauth-protected-resource";
const refuse = (response: ServerResponse, status = 401, challenge = `Bearer resource_metadata="${METADATA}"`): true => {
  response.writeHead(status, { "www-authenticate": challenge }).end("who are you?");
  return true;
};
/** A server that wants the token that is accepted now. */
const start = async (options: FixtureOptions): Promise<void> => {
  server = await startHttpServer({
    ...options,
    intercept: (request, response) =>
      request.headers.authorization === `Bearer ${accepted}`
        ? (options.intercept?.(request, response) ?? false)
        : refuse(response),
  });
};
const launch = () => ({ transport: "http" as const, url: server.url, headers: {} });
const sentWith = (requests: readonly SeenRequest[]) => requests.map(({ headers }) => headers.authorization);
const ERAS = [{ era: "legacy" as const }, { era: "modern" as const }];

describe.each(ERAS)("the token ($era)", ({ era }) => {
  const capabilities = { tools: { listChanged: true }, logging: {} };

  test("goes with every request of the connection", async () => {
    await start({ era, capabilities });
    const authorization = createTwinAuthorization("first");
    const connection = await kit.connect(launch(), { authorization });
    expect(authorization.prepared).toBe(1);
    expect(await kit.call(connection, "echo", { a: 1 })).toBe('{"a":1}');
    connection.notify?.("notifications/roots/list_changed");
    await until(() =>
      server.seen.some(({ verb, message }) => verb === "GET" || message.method === "subscriptions/listen"),
    );
    await connection.close();
    expect(new Set(sentWith(server.seen))).toEqual(new Set(["Bearer first"]));
    expect(authorization.challenges).toEqual([]);
    if (era === "legacy") expect(server.seen.map(({ verb }) => verb)).toContain("DELETE");
  });

  test("that the handshake is refused with is renewed, and the handshake goes on", async () => {
    await start({ era });
    const authorization = createTwinAuthorization(null, ["first"]);
    const connection = await kit.connect(launch(), { authorization });
    expect(connection.era).toBe(era);
    expect(authorization.challenges).toEqual([
      { status: 401, scope: null, resourceMetadataUrl: METADATA, token: null },
    ]);
  });

  test("that a call is refused with is renewed, and the call sent once more", async () => {
    await start({ era });
    const authorization = createTwinAuthorization("first", ["second"]);
    const connection = await kit.connect(launch(), { authorization });
    accepted = "second";
    expect(await kit.call(connection, "echo", { a: 1 })).toBe('{"a":1}');
    expect(sentWith(server.posts("tools/call"))).toEqual(["Bearer first", "Bearer second"]);
    expect(kit.closed).toEqual([]);
  });

  test("nobody can renew: the port's error is what is told, at the handshake", async () => {
    await start({ era });
    const error = await errorOf(kit.connect(launch(), { authorization: createTwinAuthorization(null) }));
    expect(error).toMatchObject({ code: "server.sign_in_required", message: SIGN_IN });
    expect(kit.steps).toEqual(["check", "start"]);
  });
});
