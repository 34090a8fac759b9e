import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestCore, type TestCore } from "../create-test-core.ts";
import { send } from "../mcp/raw-client.ts";
import { makePkce } from "./oauth-kit.ts";

const PUBLIC_URL = "https://peta.example";

let running: TestCore;
beforeAll(async () => {
  running = await createTestCore({ PETA_PUBLIC_URL: PUBLIC_URL });
});
afterAll(() => running.stop());

/** As the proxy on this machine hands a request on that came by TLS. */
const ask = (path: string, headers: Record<string, string> = {}, method = "GET", body?: string) =>
  send(new URL(address()), {
    method,
    path,
    headers: { host: "peta.example", ...headers },
    ...(body !== undefined && { body }),
  });
const address = (): string => {
  const bound = running.core.server.address();
  return `http://127.0.0.1:${typeof bound === "object" && bound ? bound.port : 0}`;
};

test("the issuer is the public URL, whatever a request says of hosts and schemes", async () => {
  for (const headers of [
    {},
    { "x-forwarded-host": "evil.example", "x-forwarded-proto": "http" },
    { host: "127.0.0.1" },
  ] as Record<string, string>[]) {
    const server = await ask("/.well-known/oauth-authorization-server", headers);
    expect(server.body).toMatchObject({ issuer: PUBLIC_URL, token_endpoint: `${PUBLIC_URL}/oauth/token` });
    const resource = await ask("/.well-known/oauth-protected-resource/mcp", headers);
    expect(resource.body).toMatchObject({ resource: `${PUBLIC_URL}/mcp`, authorization_servers: [PUBLIC_URL] });
  }
  const challenged = await ask("/mcp", {}, "POST");
  expect(challenged.headers["www-authenticate"]).toContain(`resource_metadata="${PUBLIC_URL}/.well-known/`);
});

test("cookies of a sign-in travel by TLS alone, and its addresses are on the public URL", async () => {
  const metadata = JSON.stringify({
    redirect_uris: ["https://app.example/cb", "http://127.0.0.1/cb"],
    token_endpoint_auth_method: "none",
  });
  const registered = await ask("/oauth/register", { "content-type": "application/json" }, "POST", metadata);
  const query = new URLSearchParams({
    client_id: String((registered.body as { client_id?: string }).client_id),
    redirect_uri: "https://app.example/cb",
    response_type: "code",
    code_challenge: makePkce().challenge,
    code_challenge_method: "S256",
    resource: `${PUBLIC_URL}/mcp`,
  });
  const answer = await ask(`/oauth/authorize?${query.toString()}`, { "x-forwarded-proto": "http" });
  expect([answer.status, answer.headers.location]).toEqual([303, expect.stringMatching(/^\/oauth\/interaction\//)]);
  const cookies = answer.headers["set-cookie"] ?? [];
  expect(cookies.length).toBeGreaterThan(0);
  for (const cookie of cookies) expect(cookie).toMatch(/; secure/i);
  query.set("redirect_uri", "http://127.0.0.1/cb");
  query.set("code_challenge_method", "plain");
  const refused = await ask(`/oauth/authorize?${query.toString()}`);
  expect(refused.headers.location).toContain(`iss=${encodeURIComponent(PUBLIC_URL)}`);
});
