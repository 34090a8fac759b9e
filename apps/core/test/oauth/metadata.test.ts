import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createOAuthKit, type OAuthKit } from "./oauth-kit.ts";

let kit: OAuthKit;
beforeAll(async () => {
  kit = await createOAuthKit();
});
afterAll(() => kit.stop());

const read = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${kit.url}${path}`, { headers });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
};

test.each(["", "/mcp", "/user", "/oauth"])(
  "RFC 8414: /.well-known/oauth-authorization-server%s describes the authorization server",
  async (suffix) => {
    const { status, headers, body } = await read(`/.well-known/oauth-authorization-server${suffix}`);
    expect(status).toBe(200);
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(body).toEqual({
      issuer: kit.url,
      authorization_endpoint: `${kit.url}/oauth/authorize`,
      token_endpoint: `${kit.url}/oauth/token`,
      registration_endpoint: `${kit.url}/oauth/register`,
      introspection_endpoint: `${kit.url}/oauth/introspect`,
      revocation_endpoint: `${kit.url}/oauth/revoke`,
      scopes_supported: ["mcp:tools", "mcp:resources", "mcp:prompts", "peta:user"],
      response_types_supported: ["code"],
      response_modes_supported: ["query"],
      grant_types_supported: ["authorization_code", "refresh_token", "client_credentials"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post", "none"],
      revocation_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post", "none"],
      introspection_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
    });
  },
);

test.each([
  ["", "/mcp", ["mcp:tools", "mcp:resources", "mcp:prompts"]],
  ["/mcp", "/mcp", ["mcp:tools", "mcp:resources", "mcp:prompts"]],
  ["/user", "/user", ["peta:user"]],
])("RFC 9728: /.well-known/oauth-protected-resource%s describes %s", async (suffix, path, scopes) => {
  const { status, body } = await read(`/.well-known/oauth-protected-resource${suffix}`);
  expect([status, body]).toEqual([
    200,
    expect.objectContaining({
      resource: kit.url + path,
      authorization_servers: [kit.url],
      scopes_supported: scopes,
      bearer_methods_supported: ["header"],
    }),
  ]);
});

test("a client that calls this machine localhost gets that name back, with the one authorization server", async () => {
  const seenAt = kit.url.replace("127.0.0.1", "localhost");
  const response = await fetch(`${seenAt}/.well-known/oauth-protected-resource/mcp`);
  expect(await response.json()).toMatchObject({ resource: `${seenAt}/mcp`, authorization_servers: [kit.url] });
  const challenged = await fetch(`${seenAt}/mcp`, { method: "POST" });
  expect(challenged.headers.get("www-authenticate")).toContain(
    `resource_metadata="${seenAt}/.well-known/oauth-protected-resource/mcp"`,
  );
});

test("A1: a request without a token is led to the metadata and told nothing else", async () => {
  const answer = await kit.mcp(null, "tools/list");
  expect(answer.status).toBe(401);
  expect(answer.challenge).toBe(
    `Bearer realm="peta", scope="mcp:tools mcp:resources mcp:prompts", resource_metadata="${kit.url}/.well-known/oauth-protected-resource/mcp"`,
  );
});

describe("aliases of the former product", () => {
  test("every one reaches its endpoint", async () => {
    const registered = await kit.json(
      kit.postJson("/register", { redirect_uris: ["http://127.0.0.1/cb"], token_endpoint_auth_method: "none" }),
    );
    expect(registered.status).toBe(201);
    const query = new URLSearchParams({
      client_id: registered.body.client_id,
      response_type: "code",
      redirect_uri: "http://127.0.0.1/cb",
      code_challenge: "x".repeat(43),
      code_challenge_method: "S256",
    });
    const authorize = await fetch(`${kit.url}/authorize?${query.toString()}`, { redirect: "manual" });
    expect([authorize.status, authorize.headers.get("location")]).toEqual([
      303,
      expect.stringMatching(/\/oauth\/interaction\//),
    ]);
    for (const path of ["/token", "/oauth/token"])
      expect((await kit.json(kit.postForm(path, {}))).body).toMatchObject({ error: "invalid_request" });
    for (const path of ["/introspect", "/oauth/introspect", "/oauth/introspection"])
      expect([path, (await kit.postForm(path, { token: "x", client_id: "nobody" })).status]).toEqual([path, 401]);
    for (const path of ["/revoke", "/oauth/revoke", "/oauth/revocation"])
      expect([path, (await kit.postForm(path, { token: "x", client_id: "nobody" })).status]).toEqual([path, 401]);
  });
});

test("pages and logouts of the library do not exist", async () => {
  for (const path of [
    "/oauth/jwks",
    "/jwks",
    "/session/end",
    "/me",
    "/.well-known/openid-configuration",
    "/interaction/x",
  ])
    expect([path, (await fetch(`${kit.url}${path}`)).status]).toEqual([path, 404]);
});

test("A19: while registration is switched off nobody is led to it", async () => {
  const closed = await createOAuthKit({ PETA_OAUTH_REGISTRATION: "false" });
  try {
    const metadata = await fetch(`${closed.url}/.well-known/oauth-authorization-server`);
    expect(await metadata.json()).not.toHaveProperty("registration_endpoint");
    const refused = await closed.json(closed.postJson("/oauth/register", { redirect_uris: ["http://127.0.0.1/cb"] }));
    expect([refused.status, refused.body]).toEqual([
      403,
      { error: "registration_not_supported", error_description: expect.stringContaining("administrator") },
    ]);
  } finally {
    await closed.stop();
  }
});
