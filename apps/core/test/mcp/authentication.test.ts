import http from "node:http";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createHarness, type Harness } from "./create-harness.ts";
import {
  callLegacy,
  callModern,
  INITIALIZE,
  legacyHeaders,
  modernHeaders,
  modernMeta,
  openSession,
  rpc,
  send,
} from "./raw-client.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.close());

const without = (name: string): Record<string, string> => {
  const { [name]: _, ...rest } = legacyHeaders(harness.issue("claude"));
  return rest;
};

it("challenges a request without a token and names nothing (A1)", async () => {
  const answer = await send(harness.url, { headers: without("authorization"), body: INITIALIZE });
  expect(answer.status).toBe(401);
  expect(answer.headers["www-authenticate"]).toBe('Bearer realm="peta"');
  expect(answer.text).not.toContain("notes");
  expect(harness.strangers).toEqual([
    { errorCode: "auth.required", reason: expect.any(String), ipAddress: "127.0.0.1" },
  ]);
});

it.each([
  ["made-up", "Bearer nobody-token"],
  ["alg:none", `Bearer ${Buffer.from('{"alg":"none"}').toString("base64url")}.e30.`],
  ["another scheme", "Basic Y2xhdWRlOnRva2Vu"],
  ["empty", "Bearer "],
])("refuses a %s credential without falling through to another identity (A2)", async (_name, authorization) => {
  const answer = await send(harness.url, { headers: { ...without("authorization"), authorization }, body: INITIALIZE });
  expect(answer.status).toBe(401);
  expect(answer.headers["www-authenticate"]).toContain('error="invalid_token"');
  expect(harness.surface.sessionCount()).toBe(0);
});

it.each(["token", "access_token", "api_key"])("does not take a token from the URL (%s)", async (name) => {
  const token = harness.issue("claude");
  const answer = await send(harness.url, {
    path: `/mcp?${name}=${token}`,
    headers: without("authorization"),
    body: INITIALIZE,
  });
  expect(answer.status).toBe(401);
  expect(answer.text).not.toContain(token);
});

it("refuses two credentials in one request (A6)", async () => {
  const token = harness.issue("claude");
  const inBoth = await send(harness.url, {
    path: `/mcp?token=${token}`,
    headers: legacyHeaders(token),
    body: INITIALIZE,
  });
  expect(inBoth.status).toBe(400);
  const twice = await send(harness.url, {
    headers: { ...without("authorization"), authorization: [`Bearer ${token}`, `Bearer ${harness.issue("other")}`] },
    body: INITIALIZE,
  });
  expect(twice.status).toBe(400);
  expect(harness.strangers.map((refusal) => refusal.errorCode)).toEqual([
    "auth.ambiguous_credentials",
    "auth.ambiguous_credentials",
  ]);
});

it("refuses pages of a foreign origin and foreign host names, even with a token (A48)", async () => {
  const token = harness.issue("claude");
  const fromPage = (headers: Record<string, string>) =>
    send(harness.url, { headers: { ...legacyHeaders(token), ...headers }, body: INITIALIZE });
  expect((await fromPage({ origin: "https://evil.test" })).status).toBe(403);
  expect((await fromPage({ host: "evil.test" })).status).toBe(403);
  expect((await fromPage({ origin: "http://console.test" })).status).toBe(200);
});

it("refuses a revoked token and a disabled principal with the next request, in both eras (A7)", async () => {
  const token = harness.issue("claude");
  const session = await openSession(harness.url, token);
  expect((await callLegacy(harness.url, token, session, "tools/list")).status).toBe(200);
  harness.revoke(token);
  expect((await callLegacy(harness.url, token, session, "tools/list")).status).toBe(401);
  expect((await callModern(harness.url, token, "tools/list")).status).toBe(401);

  const other = harness.issue("cursor");
  expect((await callModern(harness.url, other, "tools/list")).status).toBe(200);
  harness.updatePrincipal("cursor", { status: "disabled" });
  expect((await callModern(harness.url, other, "tools/list")).status).toBe(401);
});

it("refuses other HTTP methods", async () => {
  for (const method of ["PUT", "PATCH", "HEAD", "OPTIONS"]) {
    const answer = await send(harness.url, { method, headers: legacyHeaders(harness.issue("claude")) });
    expect([method, answer.status, answer.headers.allow]).toEqual([method, 405, "GET, POST, DELETE"]);
  }
});

it("refuses a names mode that does not exist", async () => {
  const answer = await send(harness.url, {
    path: "/mcp?names=fancy",
    headers: legacyHeaders(harness.issue("claude")),
    body: INITIALIZE,
  });
  expect([answer.status, answer.body.error?.code]).toEqual([400, -32600]);
});

it.each([
  [401, "refuses a call whose token was revoked before its body arrived (A7)", true],
  [200, "takes one whose token is still good", false],
])("answers %i: %s", async (status, _name, isRevoked) => {
  const token = harness.issue("claude");
  const params = { name: "notes__add", arguments: {}, _meta: modernMeta() };
  const body = rpc("tools/call", params);
  const headers = { ...modernHeaders(token, "tools/call", "notes__add"), "content-length": String(body.length) };
  const request = http.request(harness.url, { method: "POST", headers, agent: false });
  const answered = new Promise<number | undefined>((resolve) =>
    request.once("response", (response) => resolve(response.resume().statusCode)),
  );
  await new Promise<void>((resolve) => request.write(body.slice(0, -1), () => resolve()));
  // A round trip lets what was written arrive before the clock moves.
  await callModern(harness.url, token, "tools/list");
  harness.clock.advance(1_000);
  if (isRevoked) harness.revoke(token);
  request.end(body.slice(-1));
  expect(await answered).toBe(status);
  expect(harness.sent).toHaveLength(isRevoked ? 0 : 1);
});
