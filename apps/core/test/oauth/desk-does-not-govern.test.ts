import { DESK_CLIENT_ID } from "@peta/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApi, createBrowserApi, refusal, signIn } from "../create-test-core.ts";
import { createOAuthKit, makePkce, type OAuthKit } from "./oauth-kit.ts";

let kit: OAuthKit;
let desk: ReturnType<typeof createApi>;
/** What the owner allowed the desktop application, or whatever on their device says that it is it. */
beforeAll(async () => {
  kit = await createOAuthKit();
  const pkce = makePkce();
  const redirect_uri = "http://127.0.0.1:4000/callback";
  const { code } = await kit.authorize({ client_id: DESK_CLIENT_ID, code_challenge: pkce.challenge, redirect_uri });
  const { body } = await kit.redeem(DESK_CLIENT_ID, code, pkce.verifier, { redirect_uri });
  desk = createApi(kit.url, body.access_token);
});
afterAll(() => kit.stop());

test("A4: what an owner allowed an application does not make it the owner: no token, no server, no permission, no audit", async () => {
  const refused = [
    desk.tokens.create.mutate({ principalId: "olga.owner", name: "more" }),
    desk.servers.add.mutate({ serverId: "shell", launch: { transport: "stdio", command: "sh", args: ["-c", "id"] } }),
    desk.servers.list.query(),
    desk.principals.add.mutate({ principalId: "mallory", kind: "person", role: "admin" }),
    desk.permissions.set.mutate({ principalId: "olga.owner", serverId: "files", enabled: true }),
    desk.network.rules.query(),
    desk.oauth.addClient.mutate({ name: "more", redirectUris: ["https://evil.example/cb"] }),
    desk.audit.list.query({}),
  ];
  expect(await Promise.all(refused.map(refusal))).toEqual(refused.map(() => "auth.insufficient_scope"));
});

test("A4: the scope for a person's own things is not the scope for tools", async () => {
  expect(await refusal(desk.gateway.listTools.query({}))).toBe("auth.insufficient_scope");
  expect(await refusal(desk.gateway.callTool.mutate({ name: "files__read", arguments: {} }))).toBe(
    "auth.insufficient_scope",
  );
});

test("A4: nor does it look at, or change, what is somebody else's", async () => {
  const account = { email: "uma@example.com", password: "a long password of uma" };
  await kit.owner.principals.add.mutate({ principalId: "uma", kind: "person", role: "user", ...account });
  const uma = createBrowserApi(kit.url, await signIn(kit.url, account.email, account.password));
  await kit.signedInClient({}, uma);
  const [grant] = await kit.owner.oauth.listGrants.query({ principalId: "uma" });
  const refused = [
    desk.oauth.revokeGrant.mutate({ grantId: grant?.grantId ?? "" }),
    desk.clients.list.query({ principalId: "uma" }),
    desk.userServers.list.query({ principalId: "uma" }),
    desk.permissions.show.query({ principalId: "uma" }),
    desk.oauth.listGrants.query({ principalId: "uma" }),
  ];
  expect(await Promise.all(refused.map(refusal))).toEqual(refused.map(() => "auth.insufficient_scope"));
});

test("what is the person's own stays open to it", async () => {
  expect((await desk.consoleSessions.me.query()).principalId).toBe("olga.owner");
  expect(await desk.clients.list.query({})).toEqual(expect.any(Array));
  expect(await desk.approvals.list.query({})).toMatchObject({ approvals: [] });
});
