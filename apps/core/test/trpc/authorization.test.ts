import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CSRF_HEADER } from "@peta/contract";
import {
  createApi,
  createBrowserApi,
  createTestCore,
  OWNER,
  refusal,
  signIn,
  type Api,
  type TestCore,
} from "../create-test-core.ts";

let running: TestCore;
let owner: Api;
let ownerToken: string;
let userToken: string;
beforeAll(async () => {
  running = await createTestCore();
  ({ api: owner, token: ownerToken } = await running.setUp());
  await owner.principals.add.mutate({ principalId: "uma", kind: "person", role: "user" });
  userToken = (await owner.tokens.create.mutate({ principalId: "uma" })).token;
});
afterAll(() => running.stop());

/** Who may call each procedure. A new procedure is missing here until somebody has thought about it. */
const AUDIENCE: Record<string, "anybody" | "caller" | "admin"> = {
  "installation.publicStatus": "anybody",
  "installation.setUp": "anybody",
  "consoleSessions.signIn": "anybody",
  "installation.status": "caller",
  "consoleSessions.signOut": "caller",
  "consoleSessions.me": "caller",
  "consoleSessions.list": "caller",
  "consoleSessions.revoke": "caller",
  "principals.mine": "caller",
  "permissions.show": "caller",
  "permissions.explain": "caller",
  "gateway.listTools": "caller",
  "gateway.callTool": "caller",
  "discovery.settings": "caller",
  "discovery.show": "caller",
  "discovery.set": "caller",
  "discovery.search": "caller",
  "discovery.setDefault": "admin",
  "cache.policies": "admin",
  "cache.setPolicy": "admin",
  "cache.removePolicy": "admin",
  "cache.entries": "admin",
  "cache.status": "admin",
  "cache.purge": "admin",
  "clients.list": "caller",
  "clients.capabilities": "caller",
  "clients.setSwitch": "caller",
  "clients.sessions": "caller",
  "clients.endSession": "caller",
  "userServers.list": "caller",
  "userServers.configure": "caller",
  "userServers.unconfigure": "caller",
  "approvals.list": "caller",
  "approvals.get": "caller",
  "approvals.decide": "caller",
  "approvals.count": "caller",
  "approvals.settings": "caller",
  "approvals.updateSettings": "admin",
  "servers.list": "admin",
  "servers.get": "admin",
  "servers.add": "admin",
  "servers.update": "admin",
  "servers.remove": "admin",
  "servers.test": "admin",
  "servers.refresh": "admin",
  "servers.restart": "admin",
  "servers.startSignIn": "admin",
  "servers.signOut": "admin",
  "servers.log": "admin",
  "servers.readLog": "admin",
  "servers.setCapability": "admin",
  "servers.acceptInstructions": "admin",
  "servers.acceptWording": "admin",
  "servers.previewOpenApi": "admin",
  "servers.parseRestDefinition": "admin",
  "servers.restDefinition": "admin",
  "servers.previewImport": "admin",
  "templates.list": "admin",
  "templates.get": "admin",
  "templates.save": "admin",
  "templates.remove": "admin",
  "templates.addServer": "admin",
  "skills.list": "admin",
  "skills.get": "admin",
  "skills.readFile": "admin",
  "skills.diff": "admin",
  "skills.upload": "admin",
  "skills.remove": "admin",
  "principals.list": "admin",
  "principals.add": "admin",
  "principals.update": "admin",
  "principals.remove": "admin",
  "tokens.list": "admin",
  "tokens.create": "admin",
  "tokens.revoke": "admin",
  "permissions.set": "admin",
  "policies.get": "admin",
  "policies.save": "admin",
  "oauth.listGrants": "caller",
  "oauth.revokeGrant": "caller",
  "oauth.consent": "caller",
  "oauth.decideConsent": "caller",
  "oauth.listClients": "admin",
  "oauth.addClient": "admin",
  "oauth.setClient": "admin",
  "oauth.removeClient": "admin",
  "network.rules": "admin",
  "network.addRule": "admin",
  "network.removeRule": "admin",
  "network.limits": "admin",
  "network.setLimits": "admin",
  "network.setPrincipalLimit": "admin",
  "workspaces.list": "caller",
  "workspaces.switch": "caller",
  "workspaces.add": "admin",
  "workspaces.update": "admin",
  "audit.list": "admin",
  "audit.get": "admin",
  "audit.activity": "admin",
  "audit.verify": "admin",
  "events.changes": "caller",
};

interface Procedure {
  _def: { type: "query" | "mutation" | "subscription" };
}

async function procedures(): Promise<Record<string, Procedure>> {
  const { createAppRouter } = await import("../../src/surfaces/trpc/app-router.ts");
  return createAppRouter(running.core.modules)._def.procedures as unknown as Record<string, Procedure>;
}

async function codeOf(path: string, type: string, headers: Record<string, string>): Promise<string> {
  const response = await fetch(`${running.url}/trpc/${path}`, {
    method: type === "mutation" ? "POST" : "GET",
    headers: { ...headers, ...(type === "mutation" && { "content-type": "application/json" }) },
    ...(type === "mutation" && { body: "{}" }),
    signal: AbortSignal.timeout(5_000),
  });
  const text = await response.text();
  // A refused subscription is an event stream whose only event is the error.
  const json = text.startsWith("event:")
    ? `{"error":${/event: serialized-error\ndata: (.*)/.exec(text)?.[1] ?? "{}"}}`
    : text;
  const body = JSON.parse(json) as { error?: { data?: { peta?: { code?: string } } } };
  return body.error?.data?.peta?.code ?? "allowed";
}

test("A61: the table names every procedure", async () => {
  expect(Object.keys(await procedures()).sort()).toEqual(Object.keys(AUDIENCE).sort());
});

test("A61: without a credential only the public procedures answer", async () => {
  for (const [path, { _def }] of Object.entries(await procedures())) {
    if (AUDIENCE[path] === "anybody") continue;
    expect([path, await codeOf(path, _def.type, {})]).toEqual([path, "auth.required"]);
  }
});

test("A61, A45: a user is refused on every procedure for administrators", async () => {
  for (const [path, { _def }] of Object.entries(await procedures())) {
    if (AUDIENCE[path] !== "admin") continue;
    expect([path, await codeOf(path, _def.type, { authorization: `Bearer ${userToken}` })]).toEqual([
      path,
      "auth.forbidden",
    ]);
  }
});

describe("credentials", () => {
  test.each(["Bearer not-a-token", "Bearer", "Basic dXNlcjpwYXNz", "Bearer a b"])(
    "A2: `%s` is refused, also where no credential is needed",
    async (authorization) => {
      expect(await codeOf("consoleSessions.me", "query", { authorization })).toBe("auth.invalid_token");
      expect(await codeOf("installation.publicStatus", "query", { authorization })).toBe("auth.invalid_token");
    },
  );

  test("A6: two Authorization headers are ambiguous, whichever of them is good", async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const headers = ["authorization", `Bearer ${ownerToken}`, "authorization", `Bearer ${userToken}`];
      const sent = request(`${running.url}/trpc/consoleSessions.me`, {
        headers: ["host", new URL(running.url).host, ...headers],
      });
      sent.on("error", reject).on("response", (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => (text += part));
        response.on("end", () => resolve(text));
      });
      sent.end();
    });
    expect(answer).toContain("auth.ambiguous_credentials");
  });

  test("A6: a token and a cookie together are ambiguous", async () => {
    const cookie = await signIn(running.url, OWNER.email, OWNER.password);
    expect(await codeOf("consoleSessions.me", "query", { authorization: `Bearer ${ownerToken}`, cookie })).toBe(
      "auth.ambiguous_credentials",
    );
  });

  test("A61: a cookie without the Console's header, or from another site, changes nothing", async () => {
    const cookie = await signIn(running.url, OWNER.email, OWNER.password);
    expect(await codeOf("policies.save", "mutation", { cookie })).toBe("auth.origin_refused");
    expect(
      await codeOf("policies.save", "mutation", { cookie, [CSRF_HEADER]: "1", "sec-fetch-site": "cross-site" }),
    ).toBe("auth.origin_refused");
    expect(
      await refusal(createBrowserApi(running.url, cookie, { "sec-fetch-site": "same-site" }).servers.list.query()),
    ).toBe("auth.origin_refused");
    expect(await createBrowserApi(running.url, cookie).servers.list.query()).toEqual([]);
  });

  test("A48: another host name and another origin are refused", async () => {
    for (const headers of [{ origin: "https://evil.example" }, { origin: "null" }] as Record<string, string>[]) {
      const response = await fetch(`${running.url}/trpc/installation.publicStatus`, { headers });
      expect(response.status).toBe(403);
    }
  });

  test("A7: a revoked token and a disabled principal are refused on the next call", async () => {
    const { token, tokenId } = await owner.tokens.create.mutate({ principalId: "uma" });
    const api = createApi(running.url, token);
    expect((await api.consoleSessions.me.query()).principalId).toBe("uma");
    await owner.tokens.revoke.mutate({ token: tokenId });
    expect(await refusal(api.consoleSessions.me.query())).toBe("auth.invalid_token");
    await owner.principals.update.mutate({ principalId: "uma", status: "disabled" });
    expect(await refusal(createApi(running.url, userToken).consoleSessions.me.query())).toBe("auth.invalid_token");
    await owner.principals.update.mutate({ principalId: "uma", status: "active" });
    expect((await createApi(running.url, userToken).consoleSessions.me.query()).principalId).toBe("uma");
  });
});
