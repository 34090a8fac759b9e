import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CoreError } from "../../../errors.ts";
import { type ConnectKit, createConnectKit, errorOf, until } from "../fixtures/connect-kit.ts";
import { type GuardedServer, METADATA, refuse, startGuardedServer } from "../fixtures/guarded-server.ts";
import { createTwinAuthorization, SIGN_IN } from "../fixtures/twin-authorization.ts";

let kit: ConnectKit;
let server: GuardedServer;
beforeEach(() => {
  kit = createConnectKit();
});
afterEach(async () => {
  await kit.close();
  await server.close();
});

const isListening = (): boolean =>
  server.seen.some(({ verb, message }) => verb === "GET" || message.method === "subscriptions/listen");

describe.each([{ era: "legacy" as const }, { era: "modern" as const }])("the token ($era)", ({ era }) => {
  const capabilities = { tools: { listChanged: true }, logging: {} };

  test("goes with every request of the connection", async () => {
    server = await startGuardedServer({ era, capabilities });
    const authorization = createTwinAuthorization("first");
    const connection = await kit.connect(server.launch, { authorization });
    expect(authorization.prepared).toBe(1);
    expect(await kit.call(connection, "echo", { a: 1 })).toBe('{"a":1}');
    connection.notify?.("notifications/roots/list_changed");
    await until(isListening);
    await connection.close();
    expect(new Set(server.sentWith())).toEqual(new Set(["Bearer first"]));
    expect(authorization.challenges).toEqual([]);
    if (era === "legacy")
      expect(server.seen.map(({ verb, message }) => message.method ?? verb)).toEqual(
        expect.arrayContaining(["notifications/roots/list_changed", "GET", "DELETE"]),
      );
  });

  test("that the handshake is refused for want of is fetched, and the handshake goes on", async () => {
    server = await startGuardedServer({ era });
    const authorization = createTwinAuthorization(null, ["first"]);
    expect(await kit.connect(server.launch, { authorization })).toMatchObject({ era });
    expect(authorization.challenges).toEqual([
      { status: 401, scope: null, resourceMetadataUrl: METADATA, token: null },
    ]);
  });

  test("that has ended is renewed, and the call it was refused for is sent once more", async () => {
    server = await startGuardedServer({ era });
    const authorization = createTwinAuthorization("first", ["second"]);
    const connection = await kit.connect(server.launch, { authorization });
    server.accepted = "second";
    expect(await kit.call(connection, "echo", { a: 1 })).toBe('{"a":1}');
    expect(server.sentWith("tools/call")).toEqual(["Bearer first", "Bearer second"]);
    expect(authorization.challenges).toMatchObject([{ status: 401, token: "first" }]);
    expect(kit.closed).toEqual([]);
  });

  test("is renewed once for many calls that are refused together, and each has its own answer (A21)", async () => {
    server = await startGuardedServer({ era });
    const authorization = createTwinAuthorization("first", ["second"]);
    const connection = await kit.connect(server.launch, { authorization });
    server.accepted = "second";
    const texts = await Promise.all(Array.from({ length: 50 }, (_, n) => kit.call(connection, "echo", { n })));
    expect(texts).toEqual(Array.from({ length: 50 }, (_, n) => `{"n":${n}}`));
    expect(authorization.renewals).toBe(1);
    expect(server.posts("tools/call")).toHaveLength(100);
  });

  test("that nobody can get: the port's error is told, and where the handshake ended", async () => {
    server = await startGuardedServer({ era });
    const error = await errorOf(kit.connect(server.launch, { authorization: createTwinAuthorization(null) }));
    expect(error).toMatchObject({ code: "server.sign_in_required", message: SIGN_IN });
    expect(kit.steps).toEqual(["check", "start"]);
    expect(server.seen).toHaveLength(1);
  });

  test("that has ended and cannot be renewed ends the connection, whose requests are told why", async () => {
    server = await startGuardedServer({ era });
    const connection = await kit.connect(server.launch, { authorization: createTwinAuthorization("first") });
    server.accepted = "another";
    const errors = await Promise.all([1, 2, 3].map(() => errorOf(kit.call(connection, "echo"))));
    expect(errors).toMatchObject(errors.map(() => ({ code: "server.sign_in_required", message: SIGN_IN })));
    expect(kit.closed).toMatchObject([{ code: "server.sign_in_required" }]);
    expect(await errorOf(kit.call(connection, "echo"))).toMatchObject({ message: SIGN_IN });
    expect(server.posts("tools/call")).toHaveLength(3);
  });

  test("that was just got is refused as well: the call is not sent a third time, and others go on", async () => {
    server = await startGuardedServer({
      era,
      intercept: ({ message }, response) => message.params?.name === "admin" && refuse(response),
    });
    const authorization = createTwinAuthorization("first", ["first"]);
    const connection = await kit.connect(server.launch, { authorization });
    const error = await errorOf(kit.call(connection, "admin"));
    expect(error).toMatchObject({ code: "server.sign_in_required", detail: "HTTP 401" });
    expect(error.message).toMatch(/refuses the access token that Core has just got/);
    expect(server.posts("tools/call")).toHaveLength(2);
    expect(await kit.call(connection, "echo")).toBe("{}");
    expect(kit.closed).toEqual([]);
  });

  test("that Core has got by itself is refused as well: nobody is told to sign in, the connection is kept", async () => {
    server = await startGuardedServer({
      era,
      intercept: ({ message }, response) => message.params?.name === "admin" && refuse(response),
    });
    const authorization = { ...createTwinAuthorization("first"), isByItself: true, refused: async () => {} };
    const connection = await kit.connect(server.launch, { authorization });
    const error = await errorOf(kit.call(connection, "admin"));
    expect(error).toMatchObject({ code: "server.sign_in_failed", detail: "HTTP 401" });
    expect(error.message).toContain("Check what Core's client may do there");
    expect(error.message).not.toMatch(/sign in/i);
    expect(server.posts("tools/call")).toHaveLength(2);
    expect(kit.closed).toEqual([]);
  });

  test("of wider scope is what a 403 asks for that says insufficient_scope", async () => {
    let accepts = "";
    server = await startGuardedServer({
      era,
      isOpen: ({ headers }) => headers.authorization?.startsWith("Bearer wide") === true,
      intercept: ({ message, headers }, response) =>
        message.method === "tools/call" &&
        headers.authorization !== accepts &&
        refuse(response, 403, 'Bearer error="insufficient_scope", scope="files:read files:write"'),
    });
    const authorization = createTwinAuthorization("first", ["wide"]);
    const connection = await kit.connect(server.launch, { authorization });
    accepts = "Bearer wide";
    expect(await kit.call(connection, "echo")).toBe("{}");
    expect(authorization.challenges).toEqual([
      { status: 403, scope: "files:read files:write", resourceMetadataUrl: null, token: "first" },
    ]);
    // Nobody has a wider one: only this call is refused.
    accepts = "Bearer wider";
    expect(await errorOf(kit.call(connection, "echo"))).toMatchObject({ code: "server.sign_in_required" });
    expect(await connection.request("tools/list", {}, { timeoutMs: 5_000 })).toMatchObject({ kind: "result" });
    expect(kit.closed).toEqual([]);
    // And where the new one is not wide enough either.
    authorization.next.push("widest");
    const error = await errorOf(kit.call(connection, "echo"));
    expect(error).toMatchObject({ code: "server.sign_in_required", detail: "HTTP 403" });
    expect(server.sentWith("tools/call").slice(-2)).toEqual(["Bearer wide", "Bearer widest"]);
    expect(kit.closed).toEqual([]);
  });

  test("changes nothing about a 403 that says no such thing", async () => {
    server = await startGuardedServer({
      era,
      intercept: ({ message }, response) =>
        message.method === "tools/call" && refuse(response, 403, 'Bearer error="access_denied"'),
    });
    const authorization = createTwinAuthorization("first", ["second"]);
    const connection = await kit.connect(server.launch, { authorization });
    expect(await errorOf(kit.call(connection, "echo"))).toMatchObject({
      code: "server.unreachable",
      detail: "HTTP 403",
    });
    expect(authorization.challenges).toEqual([]);
  });

  test("is asked for once more where its authorization server is away, with the next connection", async () => {
    server = await startGuardedServer({ era });
    const authorization = createTwinAuthorization("first");
    const connection = await kit.connect(server.launch, { authorization });
    server.accepted = "another";
    const away = new CoreError("server.unreachable", "The authorization server does not answer.");
    authorization.refused = () => Promise.reject(away);
    expect(await errorOf(kit.call(connection, "echo"))).toBe(away);
    expect(kit.closed).toEqual([away]);
  });
});
