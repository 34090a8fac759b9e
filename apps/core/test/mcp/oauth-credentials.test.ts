import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHarness, type Harness } from "./create-harness.ts";
import { callLegacy, callModern, legacyHeaders, openSession, openStream, send } from "./raw-client.ts";

const HOUR = 3_600_000;
/** Tokens are named `<principal>-<client>.<serial>`, and know their scopes by that client's name. */
const SCOPES: Record<string, string[]> = {
  all: ["mcp:tools", "mcp:resources", "mcp:prompts"],
  toolbox: ["mcp:tools"],
  library: ["mcp:resources", "mcp:prompts"],
};

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness({
    toCredential(token, { tokenHash }) {
      const clientId = token.split("-")[1]?.split(".")[0] ?? "";
      const scopes = SCOPES[clientId];
      return scopes && { kind: "oauth", clientId, grantId: "grant", tokenHash, scopes, expiresAt: expiresAt };
    },
  });
  expiresAt = harness.clock.now() + HOUR;
});
let expiresAt = 0;
afterEach(() => harness.close());

describe("A4: a token with too little scope", () => {
  it.each([
    ["toolbox", "resources/list", {}, "mcp:resources"],
    ["toolbox", "resources/templates/list", {}, "mcp:resources"],
    ["toolbox", "resources/read", { uri: "x://y" }, "mcp:resources"],
    ["toolbox", "prompts/list", {}, "mcp:prompts"],
    ["toolbox", "prompts/get", { name: "x" }, "mcp:prompts"],
    ["toolbox", "completion/complete", { ref: { type: "ref/resource", uri: "x://y" } }, "mcp:resources"],
    ["toolbox", "completion/complete", { ref: { type: "ref/prompt", name: "x" } }, "mcp:prompts"],
    ["toolbox", "subscriptions/listen", { notifications: { resourceSubscriptions: [] } }, "mcp:resources"],
    [
      "toolbox",
      "subscriptions/listen",
      { notifications: { resourceSubscriptions: [], taskIds: [] } },
      "mcp:resources mcp:tools",
    ],
    ["library", "subscriptions/listen", { notifications: { taskIds: [] } }, "mcp:tools"],
    ["library", "tools/list", {}, "mcp:tools"],
    ["library", "tools/call", { name: "notes__add", arguments: {} }, "mcp:tools"],
  ])(
    "a client that is a %s is refused %s and told the scope it needs, in both eras",
    async (client, method, params, scope) => {
      const token = harness.issue("claude", `${client}.1`);
      const session = await openSession(harness.url, token);
      const answers = [
        await callLegacy(harness.url, token, session, method, params),
        await callModern(harness.url, token, method, params),
      ];
      for (const answer of answers) {
        expect(answer.status).toBe(403);
        const challenge = String(answer.headers["www-authenticate"]);
        expect(challenge).toContain('error="insufficient_scope"');
        expect(challenge).toContain(`scope="${scope}"`);
        expect(answer.text).not.toContain("notes__");
      }
      expect(harness.sent).toEqual([]);
      const denied = harness.audit.filter((entry) => entry.errorCode === "auth.insufficient_scope");
      expect(denied.map((entry) => [entry.action, entry.outcome, entry.principalHandle])).toEqual([
        [method, "denied", "claude"],
        [method, "denied", "claude"],
      ]);
    },
  );

  it("gets what it has the scope for, and a handshake for nothing", async () => {
    const token = harness.issue("claude", "toolbox.1");
    const session = await openSession(harness.url, token);
    expect((await callLegacy(harness.url, token, session, "ping")).status).toBe(200);
    expect((await callLegacy(harness.url, token, session, "tools/list")).status).toBe(200);
    expect((await callModern(harness.url, token, "server/discover")).status).toBe(200);
    expect((await callModern(harness.url, token, "tools/call", { name: "notes__add", arguments: {} })).status).toBe(
      200,
    );
  });

  it("is no matter for an opaque token, which has no scopes", async () => {
    expect((await callModern(harness.url, harness.issue("claude", "opaque"), "resources/list")).status).toBe(200);
  });
});

describe("a session", () => {
  it("stays when its client comes with a refreshed token", async () => {
    const session = await openSession(harness.url, harness.issue("claude", "all.1"));
    const refreshed = harness.issue("claude", "all.2");
    expect((await callLegacy(harness.url, refreshed, session, "tools/list")).status).toBe(200);
  });

  it("A22: is not another client's, and not another principal's", async () => {
    const session = await openSession(harness.url, harness.issue("claude", "all.1"));
    for (const token of [
      harness.issue("claude", "toolbox.1"),
      harness.issue("other", "all.1"),
      harness.issue("claude"),
    ])
      expect((await callLegacy(harness.url, token, session, "tools/list")).status).toBe(404);
  });

  it("A7: ends when the token that it came with last is revoked, not with an earlier one", async () => {
    const [first, second] = [harness.issue("claude", "all.1"), harness.issue("claude", "all.2")];
    const session = await openSession(harness.url, first);
    await callLegacy(harness.url, second, session, "tools/list");
    const stream = await openStream(harness.url, {
      headers: { ...legacyHeaders(second, session), accept: "text/event-stream" },
    });
    harness.revoke(first);
    expect(harness.surface.sessionCount()).toBe(1);
    harness.revoke(second);
    expect(await stream.next()).toBeUndefined();
    expect(harness.surface.sessionCount()).toBe(0);
  });
});

describe("a stream of notices", () => {
  it("ends when its token runs out; the session goes on with a new one", async () => {
    const token = harness.issue("claude", "all.1");
    const session = await openSession(harness.url, token);
    const stream = await openStream(harness.url, {
      headers: { ...legacyHeaders(token, session), accept: "text/event-stream" },
    });
    expect(stream.status).toBe(200);
    const ended = stream.next();
    for (let passed = 0; passed < HOUR; passed += 20 * 60_000) {
      harness.clock.advance(20 * 60_000);
      // A request now and then keeps the session from being idle.
      await callLegacy(harness.url, token, session, "ping");
    }
    harness.clock.advance(60_000);
    expect(await ended).toBeUndefined();
    expiresAt = harness.clock.now() + HOUR;
    const refreshed = harness.issue("claude", "all.2");
    expect((await callLegacy(harness.url, refreshed, session, "tools/list")).status).toBe(200);
  });

  it("of the era without sessions says that it ends", async () => {
    const token = harness.issue("claude", "all.1");
    const headers = {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "subscriptions/listen",
    };
    const body = JSON.stringify({
      jsonrpc: "2.0",
      id: 7,
      method: "subscriptions/listen",
      params: {
        notifications: { toolsListChanged: true },
        _meta: {
          "io.modelcontextprotocol/protocolVersion": "2026-07-28",
          "io.modelcontextprotocol/clientCapabilities": {},
        },
      },
    });
    const stream = await openStream(harness.url, { method: "POST", headers, body });
    expect(await stream.next()).toMatchObject({ method: "notifications/subscriptions/acknowledged" });
    harness.clock.advance(HOUR + 60_000);
    expect(await stream.next()).toMatchObject({ id: 7, result: { resultType: "complete" } });
    expect(await stream.next()).toBeUndefined();
  });
});

it("refuses without scopes in the challenge where there is no metadata to read them from (A1)", async () => {
  const answer = await send(harness.url, { headers: { "content-type": "application/json" }, body: "{}" });
  expect(answer.headers["www-authenticate"]).toBe('Bearer realm="peta"');
});
