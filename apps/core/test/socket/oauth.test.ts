import { DESK_CLIENT_ID, USER_ERROR } from "@peta/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createOAuthKit, makePkce, type OAuthKit, REDIRECT } from "../oauth/oauth-kit.ts";
import { connectDevice } from "./connect.ts";

let kit: OAuthKit;
beforeAll(async () => {
  kit = await createOAuthKit();
});
afterAll(() => kit.stop());

/** An access token of the desktop application, signed in as the owner. */
async function deskToken(): Promise<string> {
  const pkce = makePkce();
  const { code } = await kit.authorize({ client_id: DESK_CLIENT_ID, code_challenge: pkce.challenge });
  const { body } = await kit.redeem(DESK_CLIENT_ID, code, pkce.verifier, { redirect_uri: REDIRECT });
  return body.access_token;
}

const user = async (token: string) => {
  const response = await fetch(`${kit.url}/user`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ action: 3001 }),
  });
  return { status: response.status, body: (await response.json()) as object };
};

describe("an OAuth access token", () => {
  test("of the desktop application opens the socket and /user", async () => {
    const token = await deskToken();
    const device = await connectDevice(kit.url, token);
    expect((await device.ask("get_capabilities")).success).toBe(true);
    device.close();
    expect(await user(token)).toEqual({ status: 200, body: { success: true, data: [] } });
  });

  test("A3: of an MCP client opens neither", async () => {
    const { token } = await kit.signedInClient();
    await expect(connectDevice(kit.url, token)).rejects.toThrow("Authentication failed");
    expect(await user(token)).toMatchObject({ status: 401, body: { error: { code: USER_ERROR.UNAUTHORIZED } } });
  });

  test("A7: that is revoked ends its connection within a second", async () => {
    const token = await deskToken();
    const device = await connectDevice(kit.url, token);
    await device.notified("online_sessions");
    const since = performance.now();
    const answer = await kit.postForm("/oauth/revoke", { client_id: DESK_CLIENT_ID, token });
    expect(answer.status).toBe(200);
    expect(await device.disconnected).toBe("io server disconnect");
    expect(performance.now() - since).toBeLessThan(1_000);
    expect(device.notifications.at(-1)?.type).toBe("user_disabled");
  });

  test("A7: whose grant is taken back in the Console ends its connection within a second", async () => {
    const device = await connectDevice(kit.url, await deskToken());
    await device.notified("online_sessions");
    const grants = await kit.page.oauth.listGrants.query({});
    const since = performance.now();
    for (const { grantId } of grants) await kit.page.oauth.revokeGrant.mutate({ grantId });
    await device.disconnected;
    expect(performance.now() - since).toBeLessThan(1_000);
  });
});
