import { afterAll, beforeAll, expect, test } from "vitest";
import { type Api, createApi, createBrowserApi, refusal, signIn } from "../create-test-core.ts";
import { createBrowser, createOAuthKit, makePkce, type OAuthKit } from "./oauth-kit.ts";

const ADA = { email: "ada@example.com", password: "a long password of ada" };

let kit: OAuthKit;
let other: Api;
let ada: ReturnType<typeof createBrowserApi>;
beforeAll(async () => {
  kit = await createOAuthKit();
  const made = await kit.owner.workspaces.add.mutate({ slug: "second", name: "Second", wantsToken: true });
  other = createApi(kit.url, made.token);
  await other.principals.add.mutate({ principalId: "ada", kind: "person", role: "admin", ...ADA });
  await other.principals.add.mutate({ principalId: "bot", kind: "agent", role: "user", ownerId: "ada" });
  ada = createBrowserApi(kit.url, await signIn(kit.url, ADA.email, ADA.password));
});
afterAll(() => kit.stop());

test("a client that introduced itself is known where somebody allowed it something, each workspace by itself", async () => {
  const { clientId, token } = await kit.signedInClient();
  const ids = async (api: Api) => (await api.oauth.listClients.query()).map((client) => client.clientId);
  expect([(await ids(kit.owner)).includes(clientId), (await ids(other)).includes(clientId)]).toEqual([true, false]);
  expect(await refusal(other.oauth.setClient.mutate({ clientId, enabled: false }))).toBe("oauth_client.not_found");
  expect(await refusal(other.oauth.removeClient.mutate({ clientId }))).toBe("oauth_client.not_found");
  expect(await other.oauth.listGrants.query({ clientId })).toEqual([]);

  const pkce = makePkce();
  const { code } = await kit.authorize({ client_id: clientId, code_challenge: pkce.challenge }, ada);
  const theirs = (await kit.redeem(clientId, code, pkce.verifier)).body.access_token;
  await other.oauth.setClient.mutate({ clientId, enabled: false });
  expect([(await kit.mcp(theirs, "tools/list")).status, (await kit.mcp(token, "tools/list")).status]).toEqual([
    401, 200,
  ]);
  await other.oauth.removeClient.mutate({ clientId });
  expect((await kit.mcp(token, "tools/list")).status).toBe(200);
});

test("a workspace's own client is nobody to the people of another one", async () => {
  const { clientId } = await kit.owner.oauth.addClient.mutate({
    name: "Own",
    redirectUris: ["http://127.0.0.1:51234/callback"],
    confidential: false,
  });
  const browser = createBrowser(kit.url);
  const address = kit.authorizeUrl({ client_id: clientId, code_challenge: makePkce().challenge });
  const interactionId = await kit.begin(browser, address);
  expect(await refusal(ada.oauth.consent.query({ interactionId }))).toBe("oauth_client.not_found");
  expect(await refusal(ada.oauth.decideConsent.mutate({ interactionId, decision: "allow" }))).toBe(
    "oauth_client.not_found",
  );
  expect((await kit.page.oauth.consent.query({ interactionId })).origin).toBe("administrator");
});

test("a grant is out of reach for another workspace's administrators, and for people of the same one", async () => {
  const { clientId } = await kit.signedInClient();
  const [grant] = await kit.owner.oauth.listGrants.query({ clientId });
  const grantId = grant?.grantId ?? "";
  expect(await refusal(other.oauth.revokeGrant.mutate({ grantId }))).toBe("oauth_client.not_found");
  await kit.owner.principals.add.mutate({ principalId: "uma", kind: "person", role: "user" });
  const uma = createApi(kit.url, (await kit.owner.tokens.create.mutate({ principalId: "uma" })).token);
  expect(await refusal(uma.oauth.revokeGrant.mutate({ grantId }))).toBe("oauth_client.not_found");
  expect(await refusal(uma.oauth.listGrants.query({ principalId: "olga.owner" }))).toBe("auth.forbidden");
  expect(await refusal(uma.oauth.listGrants.query({ clientId }))).toBe("auth.forbidden");
  expect(await uma.oauth.listGrants.query()).toEqual([]);
});

test("an agent of another workspace cannot be bound to a client, and tokens there are not looked at", async () => {
  expect(
    await refusal(
      kit.owner.oauth.addClient.mutate({ name: "x", grantTypes: ["client_credentials"], principalId: "bot" }),
    ),
  ).toBe("principal.not_found");
  const looking = await kit.owner.principals.add
    .mutate({ principalId: "own-bot", kind: "agent", role: "user", ownerId: "olga.owner" })
    .then(() =>
      kit.owner.oauth.addClient.mutate({ name: "x", grantTypes: ["client_credentials"], principalId: "own-bot" }),
    );
  const theirs = await other.oauth.addClient.mutate({
    name: "y",
    grantTypes: ["client_credentials"],
    principalId: "bot",
  });
  const { body } = await kit.json(
    kit.postForm("/oauth/token", {
      grant_type: "client_credentials",
      client_id: theirs.clientId,
      client_secret: theirs.clientSecret ?? "",
    }),
  );
  const seen = await kit.postForm("/oauth/introspect", {
    token: body.access_token,
    client_id: looking.clientId,
    client_secret: looking.clientSecret ?? "",
  });
  expect(await seen.json()).toEqual({ active: false });
});

test("which clients can be made", async () => {
  await kit.owner.principals.add.mutate({
    principalId: "boss-bot",
    kind: "agent",
    role: "admin",
    ownerId: "olga.owner",
  });
  const add = (input: Parameters<Api["oauth"]["addClient"]["mutate"]>[0], by: Api = kit.owner) =>
    refusal(by.oauth.addClient.mutate(input));
  const redirectUris = ["https://app.example/cb"];
  expect(await add({ name: "x" })).toBe("oauth_client.invalid");
  expect(await add({ name: "x", redirectUris: ["http://app.example/cb"] })).toBe("oauth_client.invalid");
  expect(await add({ name: "x", redirectUris, grantTypes: ["refresh_token"] })).toBe("oauth_client.invalid");
  expect(await add({ name: "x", redirectUris, principalId: "boss-bot" })).toBe("oauth_client.invalid");
  expect(await add({ name: "x", grantTypes: ["client_credentials"] })).toBe("oauth_client.invalid");
  expect(await add({ name: "x", grantTypes: ["client_credentials"], principalId: "olga.owner" })).toBe(
    "oauth_client.invalid",
  );
  expect(
    await add({ name: "x", grantTypes: ["client_credentials"], principalId: "boss-bot", confidential: false }),
  ).toBe("oauth_client.invalid");
  await kit.owner.principals.add.mutate({ principalId: "adam", kind: "person", role: "admin" });
  const adam = createApi(kit.url, (await kit.owner.tokens.create.mutate({ principalId: "adam" })).token);
  expect(await add({ name: "x", grantTypes: ["client_credentials"], principalId: "boss-bot" }, adam)).toBe(
    "auth.forbidden",
  );
  expect(await add({ name: "x", redirectUris }, adam)).toBe("not refused");
});
