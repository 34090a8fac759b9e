import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../clock.ts";
import { followAsBrowser, REDIRECT, startSignInKit } from "./fixtures/sign-in-kit.ts";
import { createSignInFlow } from "./index.ts";

const silentLog = { debug() {}, info() {}, warn() {}, error() {} };

let kit: Awaited<ReturnType<typeof startSignInKit>>;
const flow = createSignInFlow({ clock: systemClock, log: silentLog, userAgent: "peta/test" });

beforeAll(async () => {
  kit = await startSignInKit();
});
beforeEach(() => kit.reset());
afterAll(async () => {
  await flow.close();
  await kit.close();
});

async function signIn(request = kit.request()) {
  const pending = await flow.begin(request);
  return flow.finish(pending, await followAsBrowser(pending.authorizationUrl));
}

describe("a person signs in", () => {
  test("Core registers itself, asks with PKCE for what the server needs, and gets tokens for the server", async () => {
    const pending = await flow.begin(kit.request());
    const url = new URL(pending.authorizationUrl);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      redirect_uri: REDIRECT,
      scope: "notes:read",
      state: "state-of-the-test",
      resource: kit.launch.url,
    });
    const credentials = await flow.finish(pending, await followAsBrowser(pending.authorizationUrl));
    expect(credentials).toMatchObject({
      serverUrl: kit.launch.url,
      issuer: kit.authorization.url,
      accessToken: expect.stringMatching(/^access-/) as string,
      refreshToken: expect.stringMatching(/^refresh-/) as string,
      scope: "notes:read",
    });
    expect(JSON.parse(kit.authorization.asked("/register")[0]?.body ?? "")).toMatchObject({
      client_name: "Peta",
      redirect_uris: [REDIRECT],
      application_type: "native",
      token_endpoint_auth_method: "none",
    });
  });

  test("renews", async () => {
    const first = await signIn();
    const second = await flow.renew(first, kit.request());
    expect(second.accessToken).not.toBe(first.accessToken);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    await flow.revoke(second, kit.request());
    expect(kit.authorization.revoked).toEqual([second.refreshToken, second.accessToken]);
  });
});
