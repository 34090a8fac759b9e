import { beforeEach, describe, expect, test } from "vitest";
import type { SignInCredentials } from "../../modules/servers/sign-in/sign-in-flow.ts";
import { rejected } from "./fixtures/secrets-seen.ts";
import { REDIRECT, startSignInKit } from "./fixtures/sign-in-kit.ts";
import { useSignInKit } from "./fixtures/use-sign-in-kit.ts";

const kit = useSignInKit();
const { clock, flow, signIn, tokenForms } = kit;

/** Signed in, with nothing heard since. */
async function signedIn(request = kit.request()): Promise<SignInCredentials> {
  const credentials = await signIn(request);
  kit.authorization.heard.length = 0;
  kit.server.heard.length = 0;
  return credentials;
}

const pathsHeard = () => [...kit.server.heard, ...kit.authorization.heard].map(({ path }) => path);

describe("a token is renewed", () => {
  test("with one request to where it came from, whatever the server says by now (A15)", async () => {
    const held = await signedIn();
    kit.resource.metadata = { authorization_servers: ["https://attacker.example.com"] };
    kit.authorization.switches.metadata = { token_endpoint: "https://attacker.example.com/token" };
    clock.advance(1_000);
    const next = await flow.renew(held, kit.request());
    expect(pathsHeard()).toEqual(["/token"]);
    expect(tokenForms()).toMatchObject([
      { grant_type: "refresh_token", refresh_token: held.refreshToken, resource: kit.launch.url },
    ]);
    expect(next.accessToken).not.toBe(held.accessToken);
    expect(next.refreshToken).not.toBe(held.refreshToken);
    expect(next).toMatchObject({
      scope: held.scope,
      registration: held.registration,
      expiresAt: clock.now() + 3_600_000,
    });
  });

  test("and where no new refresh token comes, the old one stays", async () => {
    const held = await signedIn();
    kit.authorization.switches.tokens = { refresh_token: undefined };
    expect((await flow.renew(held, kit.request())).refreshToken).toBe(held.refreshToken);
  });

  test.each(["invalid_grant", "invalid_client", "unauthorized_client", "invalid_scope"])(
    "a refusal for good (%s) wants a person, and nobody is asked for anything",
    async (error) => {
      const held = await signedIn();
      kit.authorization.switches.instead["/token"] = {
        status: 400,
        body: { error, error_description: "not any more" },
      };
      const { code, message } = await rejected(flow.renew(held, kit.request()));
      expect(code).toBe("server.sign_in_required");
      expect(message).toContain(`(${error}: "not any more")`);
      expect(pathsHeard()).toEqual(["/token"]);
    },
  );

  test("a refusal with status 200 is one too", async () => {
    const held = await signedIn();
    kit.authorization.switches.instead["/token"] = { status: 200, body: { error: "invalid_grant" } };
    expect((await rejected(flow.renew(held, kit.request()))).code).toBe("server.sign_in_required");
  });

  test.each<
    [string, { status: number; body?: unknown; raw?: string; headers?: Record<string, string> }, number | undefined]
  >([
    ["a fault", { status: 500, body: { error: "invalid_grant" } }, undefined],
    ["too many requests", { status: 429, raw: "", headers: { "retry-after": "7" } }, 7],
    ["a gateway's page", { status: 502, raw: "<html>" }, undefined],
    ["a firewall's page", { status: 403, raw: "<html>" }, undefined],
    ["a page in place of tokens", { status: 200, raw: "<html>" }, undefined],
    ["half an answer", { status: 200, body: { token_type: "Bearer" } }, undefined],
    ["a refusal for now", { status: 400, body: { error: "temporarily_unavailable" } }, undefined],
    ["a redirect", { status: 307, raw: "", headers: { location: "/token2" } }, undefined],
  ])("%s is no refusal: it is tried again later", async (_what, answer, retryAfterSeconds) => {
    const held = await signedIn();
    kit.authorization.switches.instead["/token"] = answer;
    const error = await rejected(flow.renew(held, kit.request()));
    expect(error).toMatchObject({ code: "server.unreachable", retryAfterSeconds });
    expect(pathsHeard()).toEqual(["/token"]);
  });

  test("an authorization server that is away is tried again later", async () => {
    const held = await signedIn();
    const registration = { ...held.registration, tokenEndpoint: "http://127.0.0.1:1/token" };
    expect(await rejected(flow.renew({ ...held, registration }, kit.request()))).toMatchObject({
      code: "server.unreachable",
      message: "127.0.0.1:1 cannot be reached: nothing listens there. Check that the server runs, and the port.",
    });
  });

  test.each<[string, Partial<SignInCredentials>, Parameters<typeof kit.request>[0], RegExp]>([
    ["without a refresh token", { refreshToken: null }, {}, /nothing to renew it with/],
    [
      "for another address of the server (A15)",
      { serverUrl: "https://elsewhere.example.com/mcp" },
      {},
      /address of the server/,
    ],
    ["for another client than the one that is set", {}, { oauth: { clientId: "another" } }, /another client/],
    ["of another form than today's", { registration: { old: true } }, {}, /another client/],
  ])("what is held %s goes nowhere, and a person is wanted", async (_what, changes, request, sentence) => {
    const held = { ...(await signedIn()), ...changes };
    const { code, message } = await rejected(flow.renew(held, kit.request(request)));
    expect(code).toBe("server.sign_in_required");
    expect(message).toMatch(sentence);
    expect(pathsHeard()).toEqual([]);
  });
});

describe("Core gets a token for itself", () => {
  const oauth = { grant: "client_credentials", clientId: "robot", clientSecret: "s3cret of the robot" } as const;
  beforeEach(() => {
    kit.authorization.clients.set(oauth.clientId, { secret: oauth.clientSecret, method: "any", redirectUris: [] });
  });

  test.each([[["client_secret_basic"]], [["client_secret_post"]], [undefined]])(
    "where %j is taken",
    async (token_endpoint_auth_methods_supported) => {
      kit.authorization.switches.metadata = {
        token_endpoint_auth_methods_supported,
        scopes_supported: ["offline_access"],
        code_challenge_methods_supported: undefined,
      };
      const credentials = await flow.obtain(kit.request({ oauth }));
      expect(credentials).toMatchObject({ issuer: kit.authorization.url, refreshToken: null, scope: "notes:read" });
      expect(tokenForms()).toMatchObject([
        { grant_type: "client_credentials", scope: "notes:read", resource: kit.launch.url },
      ]);
      expect(JSON.stringify(credentials)).not.toContain(oauth.clientSecret);
    },
  );

  test("and the next one the same way", async () => {
    const held = await flow.obtain(kit.request({ oauth }));
    const next = await flow.renew(held, kit.request({ oauth }));
    expect(next.accessToken).not.toBe(held.accessToken);
    expect(kit.authorization.asked("/register")).toEqual([]);
  });

  test("and one for more, when the server has asked for more", async () => {
    const held = await flow.obtain(kit.request({ oauth }));
    const challenge = { scope: "notes:write", resourceMetadataUrl: null };
    expect((await flow.renew(held, kit.request({ oauth, challenge }))).scope).toBe("notes:read notes:write");
  });

  test("its secret goes to no other authorization server than the one of before (A15)", async () => {
    const held = await flow.obtain(kit.request({ oauth }));
    const other = await startSignInKit();
    other.authorization.clients.set(oauth.clientId, { secret: oauth.clientSecret, method: "any", redirectUris: [] });
    kit.resource.metadata = { authorization_servers: [other.authorization.url] };
    for (const refusedCall of [
      flow.renew(held, kit.request({ oauth })),
      flow.obtain(kit.request({ oauth, known: held })),
    ]) {
      const { code, message } = await rejected(refusedCall);
      expect(code).toBe("server.sign_in_failed");
      expect(message).toContain(`"${other.authorization.url}" in place of "${kit.authorization.url}"`);
    }
    expect(other.authorization.asked("/token")).toEqual([]);
    // Signed out and in again, an administrator has said that it is meant.
    expect((await flow.obtain(kit.request({ oauth }))).issuer).toBe(other.authorization.url);
    await other.close();
  });

  test("its secret goes nowhere when the server names nobody", async () => {
    kit.resource.metadata = null;
    expect(await rejected(flow.obtain(kit.request({ oauth })))).toMatchObject({
      code: "server.sign_in_failed",
      message: expect.stringMatching(/sends its client secret nowhere/) as string,
    });
  });

  test("a wrong secret is said so: at first, and when it is renewed", async () => {
    const held = await flow.obtain(kit.request({ oauth }));
    const wrong = kit.request({ oauth: { ...oauth, clientSecret: "another secret" } });
    for (const refused of [flow.obtain(wrong), flow.renew(held, wrong)])
      expect(await rejected(refused)).toMatchObject({
        code: "server.sign_in_failed",
        message: expect.stringMatching(/invalid_client.*Check the client id and its secret\.$/) as string,
      });
  });

  test.each([
    ["invalid_grant", "Check the client id and its secret."],
    ["unauthorized_client", "Allow this grant for the client"],
    ["invalid_target", "Check what this client may do there."],
  ])("a refusal with %s says what to check, and asks nobody to sign in", async (error, next) => {
    kit.authorization.switches.instead["/token"] = { status: 400, body: { error } };
    const { message } = await rejected(flow.obtain(kit.request({ oauth })));
    expect(message).toContain(next);
    expect(message).not.toMatch(/sign in/i);
  });
});

describe("tokens are given back", () => {
  test("both, the one that lasts longer first (RFC 7009)", async () => {
    const held = await signedIn();
    await flow.revoke(held, kit.request());
    expect(kit.authorization.revoked.slice(-2)).toEqual([held.refreshToken, held.accessToken]);
    expect(new URLSearchParams(kit.authorization.heard[0]?.body).get("token_type_hint")).toBe("refresh_token");
    expect(pathsHeard()).toEqual(["/revoke", "/revoke"]);
  });

  test("by a client with a secret, which says who it is", async () => {
    const [clientId, clientSecret] = ["by hand", "s3cret of the hand"];
    kit.authorization.clients.set(clientId, { secret: clientSecret, method: "any", redirectUris: [REDIRECT] });
    const request = kit.request({ oauth: { clientId, clientSecret } });
    await flow.revoke(await signedIn(request), request);
    const [heard] = kit.authorization.heard;
    expect(heard?.headers.authorization).toMatch(/^Basic /);
  });

  test("where there is a place for it also in a document of OpenID Connect", async () => {
    const revocation_endpoint = `${kit.authorization.url}/revoke`;
    kit.authorization.switches.instead["/.well-known/openid-configuration"] = {
      status: 200,
      body: {
        ...kit.authorization.metadata(),
        jwks_uri: `${kit.authorization.url}/jwks`,
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
        revocation_endpoint,
      },
    };
    kit.authorization.switches.metadata = null;
    await flow.revoke(await signedIn(), kit.request());
    expect(pathsHeard()).toEqual(["/revoke", "/revoke"]);
  });

  test.each<[string, () => void]>([
    ["there is no such place", () => (kit.authorization.switches.metadata = { revocation_endpoint: undefined })],
    [
      "the place is no address",
      () => (kit.authorization.switches.metadata = { revocation_endpoint: "http://auth.example.com/revoke" }),
    ],
    ["it fails", () => (kit.authorization.switches.instead["/revoke"] = { status: 500 })],
    [
      "it refuses",
      () =>
        (kit.authorization.switches.instead["/revoke"] = { status: 400, body: { error: "unsupported_token_type" } }),
    ],
  ])("or not, where %s: that stops nobody", async (_what, turn) => {
    turn();
    await expect(signedIn().then((held) => flow.revoke(held, kit.request()))).resolves.toBeUndefined();
  });

  test("and nobody waits longer than five seconds for it", async () => {
    const held = await signedIn();
    kit.authorization.switches.hangs = "/revoke";
    const revoking = flow.revoke(held, kit.request());
    await expect.poll(() => pathsHeard()).toEqual(["/revoke"]);
    clock.advance(5_000);
    await expect(revoking).resolves.toBeUndefined();
  });
});
