import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createOAuthKit, makePkce, type OAuthKit, REDIRECT } from "./oauth-kit.ts";

let kit: OAuthKit;
const { challenge } = makePkce();
beforeAll(async () => {
  kit = await createOAuthKit();
});
afterAll(() => kit.stop());

const ask = async (parameters: Record<string, string>) =>
  fetch(kit.url + kit.authorizeUrl({ code_challenge: challenge, ...parameters }), {
    redirect: "manual",
    headers: { accept: "text/html" },
  });

describe("A12: who registered itself does not make Core send people to its site before one of them has answered", () => {
  const site = "https://evil.example/landing";
  test.each([
    ["no question to a person", { prompt: "none" }],
    ["a scope that does not exist", { scope: "email" }],
    ["no PKCE", { code_challenge: "" }],
    ["another way of answering", { response_type: "token" }],
  ])("%s", async (_name, parameters) => {
    const { client_id } = await kit.register({ redirect_uris: [site] });
    const response = await ask({ client_id, redirect_uri: site, ...parameters });
    expect([response.status, response.headers.get("location")]).toEqual([400, null]);
    expect(await response.text()).toContain("This request cannot be answered");
  });

  test("an administrator's client hears of it as RFC 6749 has it", async () => {
    const { clientId: client_id } = await kit.owner.oauth.addClient.mutate({ name: "Own", redirectUris: [site] });
    const response = await ask({ client_id, redirect_uri: site, prompt: "none" });
    expect(response.headers.get("location")).toMatch(/^https:\/\/evil\.example\/landing\?error=login_required/);
  });
});

describe("characters that no database takes are refused, not failed", () => {
  test.each(["client_id", "state"])("%s of an authorization request", async (name) => {
    const { client_id } = await kit.register();
    const response = await ask({ client_id, [name]: "a\0b" });
    expect(response.status).toBe(400);
  });

  test.each(["client_id", "code", "refresh_token", "token"])("%s of a form", async (name) => {
    for (const path of ["/oauth/token", "/oauth/revoke", "/oauth/introspect"]) {
      const form = {
        grant_type: name === "code" ? "authorization_code" : "refresh_token",
        client_id: "a",
        [name]: "\0",
      };
      expect([path, (await kit.postForm(path, form)).status]).toEqual([path, 400]);
    }
  });

  test.each([{ client_name: "\ud800" }, { client_name: "a\0" }, { client_uri: "https://a.example/\0" }])(
    "%j of a registration",
    async (metadata) => {
      const { status } = await kit.postJson("/oauth/register", { redirect_uris: [REDIRECT], ...metadata });
      expect(status).toBe(201);
    },
  );
});

test("A19: a registration is short: addresses of 8 KiB are refused", async () => {
  const redirect_uris = Array.from({ length: 10 }, (_, i) => `https://a.example/${i}/${"x".repeat(2_000)}`);
  const { status, body } = await kit.json(kit.postJson("/oauth/register", { redirect_uris }));
  expect([status, body.error]).toEqual([400, "invalid_client_metadata"]);
});

test("a request that waits for a person is short, too", async () => {
  const { client_id } = await kit.register();
  expect((await ask({ client_id, state: "x".repeat(4_096) })).status).toBe(303);
  expect((await ask({ client_id, state: "x".repeat(8_192) })).status).toBe(400);
});

test("whoever asks for tokens without end is told when to come again", async () => {
  let refused: Response | undefined;
  for (let i = 0; i < 700 && !refused; i++) {
    const response = await kit.postForm("/oauth/token", { grant_type: "nothing" });
    if (response.status === 429) refused = response;
    else await response.text();
  }
  expect([refused?.headers.get("retry-after"), await refused?.json()]).toEqual([
    expect.stringMatching(/^\d+$/),
    expect.objectContaining({ error: "rate_limited" }),
  ]);
});
