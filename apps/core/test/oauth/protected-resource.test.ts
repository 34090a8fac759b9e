import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApi, refusal } from "../create-test-core.ts";
import { callLegacy, legacyHeaders, openSession, openStream } from "../mcp/raw-client.ts";
import { createOAuthKit, type OAuthKit } from "./oauth-kit.ts";

const NOTES = path.resolve(import.meta.dirname, "../../src/demo/notes-server.ts");

let kit: OAuthKit;
let endpoint: URL;
let database: pg.Client;
beforeAll(async () => {
  kit = await createOAuthKit();
  endpoint = new URL(`${kit.url}/mcp`);
  database = new pg.Client({ connectionString: kit.running.databaseUrl });
  await database.connect();
  await kit.owner.servers.add.mutate({
    serverId: "notes",
    launch: { transport: "stdio", command: process.execPath, args: [NOTES] },
  });
  await kit.owner.permissions.set.mutate({ principalId: "olga.owner", serverId: "notes", enabled: true });
});
afterAll(async () => {
  await database.end();
  await kit.stop();
});

const statusOf = async (token: string): Promise<number> => (await kit.mcp(token, "tools/list")).status;

test("a client that signed in calls a tool as the person, and the audit names both", async () => {
  const { token, clientId } = await kit.signedInClient();
  const answer = await kit.mcp(token, "tools/call", { name: "notes__list_notes", arguments: {} });
  expect([answer.status, answer.body.result]).toMatchObject([200, { resultType: "complete" }]);
  const { rows } = await kit.owner.audit.list.query({ action: "tools/call" });
  expect(rows[0]).toMatchObject({ outcome: "allowed", principalId: "olga.owner", capabilityName: "list_notes" });
  const [use] = (await kit.owner.oauth.listClients.query()).filter((client) => client.clientId === clientId);
  expect(use).toMatchObject({ activeGrants: 1, enabled: true, origin: "dynamic" });
  expect(use?.lastUsedAt).not.toBeNull();
});

describe("A2: what is no access token", () => {
  test("made-up texts, unsigned JWTs, codes, refresh tokens and client secrets are all the same", async () => {
    const { clientId, refreshToken } = await kit.signedInClient();
    const { client_secret: secret = "" } = await kit.register({ token_endpoint_auth_method: "client_secret_basic" });
    const { code } = await kit.authorize({ client_id: clientId, code_challenge: "x".repeat(43) });
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from('{"sub":"olga.owner"}').toString("base64url")}.`;
    for (const token of ["made-up", "x".repeat(43), unsigned, refreshToken, secret, code]) {
      const answer = await kit.mcp(token, "tools/list");
      expect([answer.status, answer.challenge]).toEqual([401, expect.stringContaining('error="invalid_token"')]);
    }
  });

  test("an expired one", async () => {
    const { token } = await kit.signedInClient();
    await database.query("UPDATE oauth_tokens SET expires_at = now() - interval '1 second' WHERE kind = 'access'");
    expect(await statusOf(token)).toBe(401);
  });
});

describe("A3: a token for another resource", () => {
  test("one for the MCP endpoint opens neither the typed API nor the user's", async () => {
    const { token } = await kit.signedInClient();
    expect(await refusal(createApi(kit.url, token).consoleSessions.me.query())).toBe("auth.invalid_token");
    expect(await refusal(createApi(kit.url, token).oauth.listGrants.query())).toBe("auth.invalid_token");
    const user = await fetch(`${kit.url}/user`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ action: 1001 }),
    });
    expect(user.status).toBe(401);
    expect(await statusOf(token)).toBe(200);
  });

  test("one for a sibling is refused although everything else is right", async () => {
    const { token } = await kit.signedInClient();
    await database.query("UPDATE oauth_tokens SET resource = 'https://sibling.example/mcp' WHERE kind = 'access'");
    expect(await statusOf(token)).toBe(401);
  });

  test("one with a foreign scope for the right resource is refused", async () => {
    const { token } = await kit.signedInClient();
    await database.query("UPDATE oauth_tokens SET scopes = '{peta:user}' WHERE kind = 'access'");
    expect(await statusOf(token)).toBe(401);
    expect(await refusal(createApi(kit.url, token).consoleSessions.me.query())).toBe("auth.invalid_token");
  });
});

test("A4: a token for tools alone is told which scope resources need", async () => {
  const { token } = await kit.signedInClient({ scope: "mcp:tools" });
  const answer = await kit.mcp(token, "resources/list");
  expect([answer.status, answer.challenge]).toEqual([
    403,
    `Bearer realm="peta", error="insufficient_scope", error_description="This access token has not the scope mcp:resources, which resources/list needs.", scope="mcp:resources", resource_metadata="${kit.url}/.well-known/oauth-protected-resource/mcp"`,
  ]);
});

test("a session of the older eras stays through a refresh, and is another client's no more than before", async () => {
  const { clientId, token, refreshToken } = await kit.signedInClient();
  const session = await openSession(endpoint, token);
  const { body } = await kit.refresh(clientId, refreshToken);
  expect((await callLegacy(endpoint, body.access_token, session, "tools/list")).status).toBe(200);
  const other = await kit.signedInClient();
  expect((await callLegacy(endpoint, other.token, session, "tools/list")).status).toBe(404);
  expect((await callLegacy(endpoint, kit.ownerToken, session, "tools/list")).status).toBe(404);
});

describe("A7: within a second, on a session that is open", () => {
  const openClient = async () => {
    const { clientId, token, refreshToken } = await kit.signedInClient();
    const session = await openSession(endpoint, token);
    const stream = await openStream(endpoint, {
      headers: { ...legacyHeaders(token, session), accept: "text/event-stream" },
    });
    return { clientId, token, refreshToken, session, ended: () => Promise.race([stream.next(), late()]) };
  };
  const late = () => new Promise<"late">((resolve) => setTimeout(resolve, 1_000, "late"));

  test("a grant that its person takes back", async () => {
    const client = await openClient();
    const [grant] = await kit.owner.oauth.listGrants.query({ clientId: client.clientId });
    await kit.owner.oauth.revokeGrant.mutate({ grantId: grant?.grantId ?? "" });
    expect(await client.ended()).toBeUndefined();
    expect(await statusOf(client.token)).toBe(401);
    expect((await kit.refresh(client.clientId, client.refreshToken)).body.error).toBe("invalid_grant");
  });

  test("a client that is switched off, and on again", async () => {
    const client = await openClient();
    await kit.owner.oauth.setClient.mutate({ clientId: client.clientId, enabled: false });
    expect(await client.ended()).toBeUndefined();
    expect(await statusOf(client.token)).toBe(401);
    expect((await kit.refresh(client.clientId, client.refreshToken)).body.error).toBe("invalid_grant");
    await kit.owner.oauth.setClient.mutate({ clientId: client.clientId, enabled: true });
    expect(await statusOf(client.token)).toBe(200);
    expect((await kit.refresh(client.clientId, client.refreshToken)).status).toBe(200);
  });

  test("a client that is removed", async () => {
    const client = await openClient();
    await kit.owner.oauth.removeClient.mutate({ clientId: client.clientId });
    expect(await client.ended()).toBeUndefined();
    expect(await statusOf(client.token)).toBe(401);
    expect(await kit.owner.oauth.listGrants.query({ clientId: client.clientId })).toEqual([]);
  });

  test("a person who is disabled", async () => {
    await kit.owner.principals.add.mutate({
      principalId: "uma",
      kind: "person",
      role: "user",
      email: "uma@example.com",
      password: "a long password of uma",
    });
    const { createBrowserApi, signIn } = await import("../create-test-core.ts");
    const uma = createBrowserApi(kit.url, await signIn(kit.url, "uma@example.com", "a long password of uma"));
    const { clientId, token, refreshToken } = await kit.signedInClient({}, uma);
    const session = await openSession(endpoint, token);
    const stream = await openStream(endpoint, {
      headers: { ...legacyHeaders(token, session), accept: "text/event-stream" },
    });
    await kit.owner.principals.update.mutate({ principalId: "uma", status: "disabled" });
    expect(await Promise.race([stream.next(), late()])).toBeUndefined();
    expect(await statusOf(token)).toBe(401);
    expect((await kit.refresh(clientId, refreshToken)).body.error).toBe("invalid_grant");
  });
});

test("expired things are swept away, and nothing else", async () => {
  const { token } = await kit.signedInClient();
  const spent = await kit.signedInClient();
  await database.query(
    "UPDATE oauth_tokens SET expires_at = now() - interval '2 days' WHERE kind = 'code' OR client_id = $1",
    [spent.clientId],
  );
  await database.query("UPDATE oauth_grants SET created_at = now() - interval '2 days'");
  await database.query("UPDATE oauth_requests SET expires_at = now() - interval '1 minute'");
  const { createOAuthTokenStore } = await import("../../src/adapters/prisma/oauth-token-store.ts");
  const { createDb } = await import("@peta/db");
  const db = createDb(kit.running.databaseUrl);
  await createOAuthTokenStore(db).sweep(Date.now());
  await db.close();
  const { rows } = await database.query<{ kind: string }>("SELECT DISTINCT kind FROM oauth_tokens ORDER BY kind");
  expect(rows.map(({ kind }) => kind)).toEqual(["access", "refresh"]);
  expect((await database.query("SELECT 1 FROM oauth_requests")).rowCount).toBe(0);
  const spentGrants = await database.query("SELECT 1 FROM oauth_grants WHERE client_id = $1", [spent.clientId]);
  expect(spentGrants.rowCount).toBe(0);
  expect(await statusOf(token)).toBe(200);
});
