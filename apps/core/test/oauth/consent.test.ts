import { DESK_CLIENT_ID } from "@peta/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApi, createBrowserApi, refusal, signIn } from "../create-test-core.ts";
import { createBrowser, createOAuthKit, makePkce, type OAuthKit, REDIRECT } from "./oauth-kit.ts";

let kit: OAuthKit;
let clientId: string;
let uma: ReturnType<typeof createBrowserApi>;
const { challenge, verifier } = makePkce();
const PASSWORD = "a long password of uma";

beforeAll(async () => {
  kit = await createOAuthKit();
  clientId = (await kit.register({ client_name: "Example Agent", client_uri: "https://agent.example" })).client_id;
  await kit.owner.principals.add.mutate({
    principalId: "uma",
    kind: "person",
    role: "user",
    displayName: "Uma User",
    email: "uma@example.com",
    password: PASSWORD,
  });
  uma = createBrowserApi(kit.url, await signIn(kit.url, "uma@example.com", PASSWORD));
});
afterAll(() => kit.stop());

const begin = async (parameters: Record<string, string> = {}) => {
  const browser = createBrowser(kit.url);
  const address = kit.authorizeUrl({ client_id: clientId, code_challenge: challenge, ...parameters });
  return { browser, interactionId: await kit.begin(browser, address) };
};

test("A11: the page learns who asks, for what, for whom, and where the answer goes", async () => {
  const { interactionId } = await begin({ scope: "mcp:tools mcp:prompts" });
  expect(await uma.oauth.consent.query({ interactionId })).toEqual({
    clientId,
    clientName: "Example Agent",
    clientUri: "https://agent.example",
    origin: "dynamic",
    redirectHost: "127.0.0.1:51234",
    isLoopbackRedirect: true,
    scopes: [
      { scope: "mcp:tools", description: expect.stringContaining("tools") },
      { scope: "mcp:prompts", description: expect.stringContaining("prompts") },
    ],
    resource: `${kit.url}/mcp`,
    principalId: "uma",
    displayName: "Uma User",
    workspaceName: expect.any(String),
    isKnown: false,
    expiresAt: expect.any(String),
  });
});

test("A11: allowed once is asked again, and says so; more scopes are new", async () => {
  const { browser, interactionId } = await begin({ scope: "mcp:tools" });
  const { redirectTo } = await uma.oauth.decideConsent.mutate({ interactionId, decision: "allow" });
  await kit.finish(browser, redirectTo);
  const again = await begin({ scope: "mcp:tools" });
  expect((await uma.oauth.consent.query({ interactionId: again.interactionId })).isKnown).toBe(true);
  const grown = await begin({ scope: "mcp:tools mcp:resources" });
  expect((await uma.oauth.consent.query({ interactionId: grown.interactionId })).isKnown).toBe(false);
  const { client_id: other } = await kit.register();
  const another = await begin({ client_id: other, scope: "mcp:tools" });
  expect((await uma.oauth.consent.query({ interactionId: another.interactionId })).isKnown).toBe(false);
  const byOwner = await begin({ scope: "mcp:tools" });
  expect((await kit.page.oauth.consent.query({ interactionId: byOwner.interactionId })).isKnown).toBe(false);
});

test("a person may allow less than was asked for, and the token says what it is", async () => {
  const { browser, interactionId } = await begin();
  const input = { interactionId, decision: "allow" as const, scopes: ["mcp:prompts"] };
  const back = await kit.finish(browser, (await uma.oauth.decideConsent.mutate(input)).redirectTo);
  const { body } = await kit.redeem(clientId, back.searchParams.get("code") ?? "", verifier);
  expect(body.scope).toBe("mcp:prompts");
  expect((await kit.refresh(clientId, body.refresh_token ?? "", { scope: "mcp:tools" })).body.error).toBe(
    "invalid_scope",
  );
});

test("a denied request tells the client, and gives no code", async () => {
  const { browser, interactionId } = await begin({ state: "s" });
  const { redirectTo } = await uma.oauth.decideConsent.mutate({ interactionId, decision: "deny" });
  const back = await kit.finish(browser, redirectTo);
  expect(Object.fromEntries(back.searchParams)).toEqual({
    error: "access_denied",
    error_description: "The person did not allow this.",
    state: "s",
    iss: kit.url,
  });
});

describe("who may answer", () => {
  test("A11: nobody with a token, whatever its rights", async () => {
    const { interactionId } = await begin();
    expect(await refusal(kit.owner.oauth.consent.query({ interactionId }))).toBe("auth.forbidden");
    expect(await refusal(kit.owner.oauth.decideConsent.mutate({ interactionId, decision: "allow" }))).toBe(
      "auth.forbidden",
    );
    const { token } = await deskToken();
    expect(
      await refusal(createApi(kit.url, token).oauth.decideConsent.mutate({ interactionId, decision: "allow" })),
    ).toBe("auth.forbidden");
  });

  test("A61: no page of another site, and no form", async () => {
    const { interactionId } = await begin();
    const crossSite = createBrowserApi(kit.url, kit.cookie, { "sec-fetch-site": "cross-site", "x-peta-request": "1" });
    const form = createBrowserApi(kit.url, kit.cookie, {});
    for (const api of [crossSite, form])
      expect(await refusal(api.oauth.decideConsent.mutate({ interactionId, decision: "allow" }))).toBe(
        "auth.origin_refused",
      );
  });

  test("nobody twice, not even at the same moment", async () => {
    const { interactionId } = await begin();
    const decide = (decision: "allow" | "deny") => refusal(uma.oauth.decideConsent.mutate({ interactionId, decision }));
    const outcomes = await Promise.all([decide("allow"), decide("deny"), decide("allow")]);
    expect(outcomes.sort()).toEqual(["not refused", "oauth_consent.not_found", "oauth_consent.not_found"]);
    expect(await refusal(uma.oauth.consent.query({ interactionId }))).toBe("oauth_consent.not_found");
  });

  test("nobody for a request that never was", async () => {
    expect(await refusal(uma.oauth.consent.query({ interactionId: "made-up" }))).toBe("oauth_consent.not_found");
  });

  test("nothing that was not asked for, and not nothing", async () => {
    const { interactionId } = await begin({ scope: "mcp:tools" });
    for (const scopes of [["mcp:tools", "mcp:resources"], ["peta:user"], []])
      expect(await refusal(uma.oauth.decideConsent.mutate({ interactionId, decision: "allow", scopes }))).toBe(
        "input.invalid",
      );
  });
});

describe("A13: an answer belongs to the browser in which the request began", () => {
  test("somebody who was talked into allowing a stranger's request gives the stranger nothing", async () => {
    const stranger = await begin();
    const victim = createBrowser(kit.url);
    const { redirectTo } = await uma.oauth.decideConsent.mutate({
      interactionId: stranger.interactionId,
      decision: "allow",
    });
    const shown = await victim.get(redirectTo);
    expect([shown.status, await shown.text()]).toEqual([
      400,
      expect.stringContaining("Start again in the application"),
    ]);
    // The stranger has the browser of the request, and not the ticket.
    for (const address of [
      redirectTo.replace(/ticket=.*/, "ticket=guessed"),
      redirectTo.replace(/\?.*/, ""),
      `/oauth/authorize/${stranger.interactionId}`,
    ]) {
      const response = await stranger.browser.get(address);
      expect(response.headers.get("location") ?? "").not.toContain("code=");
    }
    const grants = await uma.oauth.listGrants.query();
    expect(grants.some((grant) => grant.scopes.length === 3)).toBe(false);
  });

  test("the ticket works once", async () => {
    const { browser, interactionId } = await begin();
    const { redirectTo } = await uma.oauth.decideConsent.mutate({ interactionId, decision: "allow" });
    const jar = browser.jar.map((cookie) => ({ ...cookie }));
    await kit.finish(browser, redirectTo);
    browser.jar.splice(0, browser.jar.length, ...jar);
    expect((await browser.get(redirectTo)).status).toBe(400);
  });

  test("another request's cookie does not help", async () => {
    const [one, two] = [await begin(), await begin()];
    const { redirectTo } = await uma.oauth.decideConsent.mutate({
      interactionId: one.interactionId,
      decision: "allow",
    });
    for (const cookie of two.browser.jar) cookie.path = "/";
    expect((await two.browser.get(redirectTo)).status).toBe(400);
  });
});

test("an application that an administrator switched off is not offered to anybody here", async () => {
  const { client_id: offId } = await kit.register();
  await kit.authorize({ client_id: offId, code_challenge: challenge });
  await kit.owner.oauth.setClient.mutate({ clientId: offId, enabled: false });
  const { interactionId } = await begin({ client_id: offId });
  expect(await refusal(uma.oauth.consent.query({ interactionId }))).toBe("oauth_client.not_found");
  expect(await refusal(uma.oauth.decideConsent.mutate({ interactionId, decision: "allow" }))).toBe(
    "oauth_client.not_found",
  );
});

test("the answer is on record before it takes effect", async () => {
  const { interactionId } = await begin({ scope: "mcp:tools" });
  await uma.oauth.decideConsent.mutate({ interactionId, decision: "allow" });
  const { rows } = await kit.owner.audit.list.query({ action: "oauth.consent" });
  const [latest] = rows;
  expect(latest).toMatchObject({ action: "oauth.consent", outcome: "allowed", principalId: "uma" });
  const { detail } = await kit.owner.audit.get.query({ auditId: latest?.auditId ?? "" });
  expect(detail).toMatchObject({ clientId, decision: "allow", scopes: ["mcp:tools"], redirectHost: "127.0.0.1:51234" });
});

describe("the desktop application", () => {
  test("is known without registration, asks for the user's own API and gets nothing else", async () => {
    const { token, answer } = await deskToken();
    expect(answer.scope).toBe("peta:user");
    expect((await createApi(kit.url, token).consoleSessions.me.query()).principalId).toBe("uma");
    expect((await kit.mcp(token, "tools/list")).status).toBe(401);
  });

  test("answers go to its own path on a loopback address alone", async () => {
    for (const redirect of [
      "http://127.0.0.1:4000/other",
      "https://evil.example/callback",
      "http://localhost:4000/callback",
    ]) {
      const address = kit.authorizeUrl({
        client_id: DESK_CLIENT_ID,
        code_challenge: challenge,
        redirect_uri: redirect,
      });
      expect([redirect, (await fetch(kit.url + address, { redirect: "manual" })).status]).toEqual([redirect, 400]);
    }
  });

  test("A3: does not get the MCP endpoint, by resource or by scope", async () => {
    for (const parameters of [{ resource: `${kit.url}/mcp` }, { scope: "mcp:tools" }]) {
      const address = kit.authorizeUrl({ client_id: DESK_CLIENT_ID, code_challenge: challenge, ...parameters });
      const response = await fetch(kit.url + address, { redirect: "manual" });
      expect(new URL(response.headers.get("location") ?? "").searchParams.get("error")).toMatch(
        /invalid_(target|scope)/,
      );
    }
  });
});

async function deskToken() {
  const pkce = makePkce();
  const { code } = await kit.authorize({ client_id: DESK_CLIENT_ID, code_challenge: pkce.challenge }, uma);
  const { body } = await kit.redeem(DESK_CLIENT_ID, code, pkce.verifier, { redirect_uri: REDIRECT });
  return { token: body.access_token, answer: body };
}
