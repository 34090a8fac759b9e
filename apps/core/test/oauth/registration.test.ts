import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createOAuthKit, makePkce, type OAuthKit, REDIRECT } from "./oauth-kit.ts";

let kit: OAuthKit;
beforeAll(async () => {
  kit = await createOAuthKit();
});
afterAll(() => kit.stop());

test("RFC 7591: a client introduces itself and hears what is registered", async () => {
  const { status, body, headers } = await kit.json(
    kit.postJson("/oauth/register", {
      client_name: "Claude Code",
      redirect_uris: [REDIRECT],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
      scope: "mcp:tools",
    }),
  );
  expect(status).toBe(201);
  expect(headers.get("cache-control")).toBe("no-store");
  expect(body).toEqual({
    client_id: expect.stringMatching(/^ocl_/),
    client_id_issued_at: expect.any(Number),
    client_name: "Claude Code",
    redirect_uris: [REDIRECT],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
    scope: "mcp:tools",
  });
});

test("a client with a secret gets it once, and only its hash is stored", async () => {
  const { body } = await kit.json(
    kit.postJson("/oauth/register", { redirect_uris: [REDIRECT], token_endpoint_auth_method: "client_secret_post" }),
  );
  expect(body).toMatchObject({ client_secret: expect.stringMatching(/^[\w-]{43}$/), client_secret_expires_at: 0 });
  const rows = await query("SELECT secret_hash FROM oauth_clients WHERE id = $1", [body.client_id]);
  expect(rows[0]?.secret_hash).toMatch(/^[0-9a-f]{64}$/);
  expect(kit.running.logged()).not.toContain(body.client_secret);
});

test.each([
  [{ redirect_uris: ["javascript:alert(1)"] }, "invalid_redirect_uri"],
  [{ redirect_uris: ["http://example.com/cb"] }, "invalid_redirect_uri"],
  [{}, "invalid_client_metadata"],
  [{ redirect_uris: [REDIRECT], grant_types: ["client_credentials"] }, "invalid_client_metadata"],
  [{ redirect_uris: [REDIRECT], scope: "peta:user" }, "invalid_client_metadata"],
])("%j is refused: %s", async (metadata, error) => {
  const answer = await kit.json(kit.postJson("/oauth/register", metadata));
  expect([answer.status, answer.body.error]).toEqual([400, error]);
});

test("a body that is no JSON, and one that is too long, are refused", async () => {
  const broken = await fetch(`${kit.url}/oauth/register`, { method: "POST", body: "{" });
  expect([broken.status, await broken.json()]).toMatchObject([400, { error: "invalid_request" }]);
  const long = await kit.postJson("/oauth/register", { redirect_uris: [REDIRECT], client_name: "x".repeat(70_000) });
  expect([long.status, await long.json()]).toMatchObject([413, { error: "invalid_request" }]);
});

test("A19: a registration that nobody used runs out; one that somebody allowed something stays", async () => {
  const unused = await kit.register();
  const { clientId } = await kit.signedInClient();
  const [row] = await query("SELECT expires_at - created_at AS life FROM oauth_clients WHERE id = $1", [
    unused.client_id,
  ]);
  expect(row?.life).toMatchObject({ days: 1 });
  await query("UPDATE oauth_clients SET expires_at = now() - interval '1 second' WHERE expires_at IS NOT NULL");
  const authorize = async (id: string) =>
    (
      await fetch(`${kit.url}${kit.authorizeUrl({ client_id: id, code_challenge: makePkce().challenge })}`, {
        redirect: "manual",
      })
    ).status;
  expect([await authorize(unused.client_id), await authorize(clientId)]).toEqual([400, 303]);
});

test("A19: a flood is stopped, with when to come back", async () => {
  let refused: Response | undefined;
  for (let i = 0; i < 100 && !refused; i++) {
    const response = await kit.postJson("/oauth/register", { redirect_uris: [REDIRECT] });
    if (response.status !== 201) refused = response;
  }
  expect(refused?.status).toBe(429);
  expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
});

async function query(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: kit.running.databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}
