import { afterEach, beforeEach, expect, it } from "vitest";
import { CoreError } from "../../src/errors.ts";
import { createHarness, type Harness } from "./create-harness.ts";
import { callLegacy, INITIALIZE, LEGACY, legacyHeaders, openSession, openStream, rpc, send } from "./raw-client.ts";

let harness: Harness;
let token: string;
beforeEach(async () => {
  harness = await createHarness({
    limits: { sessionsPerPrincipal: 3, streamsPerPrincipal: 2, sessionIdleMs: 60_000, keepAliveMs: 15_000 },
  });
  token = harness.issue("claude");
});
afterEach(() => harness.close());

const initialize = (protocolVersion: string) =>
  send(harness.url, {
    headers: legacyHeaders(token),
    body: rpc("initialize", { protocolVersion, capabilities: {}, clientInfo: { name: "a", version: "1" } }),
  });

it("agrees on every version with sessions and answers others with the newest of them", async () => {
  for (const version of ["2024-11-05", "2025-03-26", "2025-06-18", LEGACY]) {
    expect((await initialize(version)).body.result).toMatchObject({
      protocolVersion: version,
      serverInfo: { name: "peta" },
    });
  }
  expect((await initialize("2020-01-01")).body.result?.protocolVersion).toBe(LEGACY);
});

it("gives every session an id of its own that cannot be guessed", async () => {
  const ids = [await openSession(harness.url, token), await openSession(harness.url, token)];
  expect(ids[0]).not.toBe(ids[1]);
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{32}$/);
});

it("keeps a session for the principal and the token that opened it (A22)", async () => {
  const session = await openSession(harness.url, token);
  const thief = harness.issue("thief");
  const otherToken = harness.issue("claude", "second");
  const guessed = await callLegacy(harness.url, thief, "guessed", "tools/list");
  for (const foreign of [thief, otherToken]) {
    const answer = await callLegacy(harness.url, foreign, session, "tools/call", { name: "notes__add" });
    expect([answer.status, answer.text]).toEqual([404, guessed.text]);
    expect((await send(harness.url, { method: "DELETE", headers: legacyHeaders(foreign, session) })).status).toBe(404);
    expect((await send(harness.url, { method: "GET", headers: legacyHeaders(foreign, session) })).status).toBe(404);
  }
  expect(harness.sent).toEqual([]);
  expect(harness.audit.filter((entry) => entry.errorCode === "session.not_found")).toHaveLength(7);
  expect((await callLegacy(harness.url, token, session, "tools/list")).status).toBe(200);
});

it("asks for the session id and for a version with sessions", async () => {
  const session = await openSession(harness.url, token);
  expect((await send(harness.url, { headers: legacyHeaders(token), body: rpc("tools/list") })).status).toBe(400);
  const old = await send(harness.url, {
    headers: { ...legacyHeaders(token, session), "mcp-protocol-version": "2024-11-05" },
    body: rpc("ping"),
  });
  expect(old.status).toBe(200);
});

it("answers 404 after the session was ended", async () => {
  const session = await openSession(harness.url, token);
  expect((await send(harness.url, { method: "DELETE", headers: legacyHeaders(token, session) })).status).toBe(204);
  expect((await callLegacy(harness.url, token, session, "ping")).status).toBe(404);
  expect(harness.surface.sessionCount()).toBe(0);
});

it("ends sessions that nobody uses, and not those that are used or listened to", async () => {
  const idle = await openSession(harness.url, token);
  const used = await openSession(harness.url, token);
  const heard = await openSession(harness.url, token);
  const stream = await openStream(harness.url, { headers: legacyHeaders(token, heard) });
  harness.clock.advance(50_000);
  await callLegacy(harness.url, token, used, "ping");
  harness.clock.advance(50_000);
  expect((await callLegacy(harness.url, token, idle, "ping")).status).toBe(404);
  expect((await callLegacy(harness.url, token, used, "ping")).status).toBe(200);
  expect((await callLegacy(harness.url, token, heard, "ping")).status).toBe(200);
  stream.close();
});

it("gives a principal at its limit the room of its longest idle session, and nobody else's (A35)", async () => {
  const other = harness.issue("cursor");
  const others = await openSession(harness.url, other);
  const first = await openSession(harness.url, token);
  harness.clock.advance(1_000);
  await openSession(harness.url, token);
  await openSession(harness.url, token);
  await openSession(harness.url, token);
  expect(harness.surface.sessionCount()).toBe(4);
  expect((await callLegacy(harness.url, token, first, "ping")).status).toBe(404);
  expect((await callLegacy(harness.url, other, others, "ping")).status).toBe(200);
});

it("refuses another session while all are in use, and another stream at the limit (A35)", async () => {
  let calls = 0;
  let release = (): void => {};
  const allRunning = new Promise<void>((running) => {
    const held = new Promise<void>((resolve) => (release = resolve));
    harness.state.answer = async () => {
      if (++calls === 3) running();
      await held;
      return { kind: "result", result: { content: [] } };
    };
  });
  const sessions = [
    await openSession(harness.url, token),
    await openSession(harness.url, token),
    await openSession(harness.url, token),
  ];
  const pending = sessions.map((session) =>
    callLegacy(harness.url, token, session, "tools/call", { name: "notes__add" }),
  );
  await allRunning;
  const refused = await send(harness.url, { headers: legacyHeaders(token), body: INITIALIZE });
  expect([refused.status, refused.headers["retry-after"]]).toEqual([429, "30"]);
  release();
  await Promise.all(pending);

  const streams = [];
  for (const session of sessions.slice(0, 2))
    streams.push(await openStream(harness.url, { headers: legacyHeaders(token, session) }));
  const third = await send(harness.url, { method: "GET", headers: legacyHeaders(token, sessions[2]) });
  expect([third.status, third.headers["retry-after"]]).toEqual([429, "30"]);
  for (const stream of streams) stream.close();
});

it("lets a newer stream take the place of an older one, also with Last-Event-ID", async () => {
  const session = await openSession(harness.url, token);
  const older = await openStream(harness.url, { headers: legacyHeaders(token, session) });
  const newer = await openStream(harness.url, { headers: { ...legacyHeaders(token, session), "last-event-id": "7" } });
  expect(newer.status).toBe(200);
  expect(await older.next()).toBeUndefined();
  newer.close();
});

it("accepts notifications and responses, answers ping, and refuses what it does not offer", async () => {
  const session = await openSession(harness.url, token);
  const headers = legacyHeaders(token, session);
  for (const body of [
    '{"jsonrpc":"2.0","method":"notifications/initialized"}',
    '{"jsonrpc":"2.0","id":"s1","result":{}}',
  ]) {
    const answer = await send(harness.url, { headers, body });
    expect([answer.status, answer.text]).toEqual([202, ""]);
  }
  expect((await callLegacy(harness.url, token, session, "ping")).body.result).toEqual({});
  for (const method of ["server/unknown", "tasks/list", "__proto__", "constructor"]) {
    const answer = await callLegacy(harness.url, token, session, method);
    expect([method, answer.status, answer.body.error?.code]).toEqual([method, 200, -32601]);
  }
  expect(harness.audit.filter((entry) => entry.errorCode === "request.unsupported")).toHaveLength(4);
});

it("refuses a GET that takes no events or names no session", async () => {
  const session = await openSession(harness.url, token);
  const { accept: _, ...headers } = legacyHeaders(token, session);
  expect((await send(harness.url, { method: "GET", headers })).status).toBe(406);
  expect((await send(harness.url, { method: "GET", headers: legacyHeaders(token) })).status).toBe(400);
});

it("keeps no session whose opening could not be recorded (A57)", async () => {
  harness.state.auditError = new CoreError("audit.unavailable", "The audit log cannot be written.");
  const answer = await send(harness.url, { headers: legacyHeaders(token), body: INITIALIZE });
  expect([answer.status, answer.headers["mcp-session-id"]]).toEqual([503, undefined]);
  expect(harness.surface.sessionCount()).toBe(0);
});
