import { describe, expect, test } from "vitest";
import type { SignInCredentials } from "../../modules/servers/sign-in/sign-in-flow.ts";
import { rejected } from "./fixtures/secrets-seen.ts";
import { followAsBrowser, REDIRECT } from "./fixtures/sign-in-kit.ts";
import { useSignInKit } from "./fixtures/use-sign-in-kit.ts";

const kit = useSignInKit();
const { clock, flow, signIn, tokenForms } = kit;

const parametersOf = (address: string) => Object.fromEntries(new URL(address).searchParams);
const registrations = () => kit.authorization.asked("/register").map(({ body }) => JSON.parse(body) as unknown);

describe("a person signs in", () => {
  test("Core registers itself, asks with PKCE for what the server needs, and gets tokens for this server", async () => {
    const pending = await flow.begin(kit.request());
    expect(pending).toMatchObject({ issuer: kit.authorization.url, scope: "notes:read" });
    expect(parametersOf(pending.authorizationUrl)).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      redirect_uri: REDIRECT,
      scope: "notes:read",
      state: "state-of-the-test",
      resource: kit.launch.url,
    });
    expect(registrations()).toMatchObject([
      {
        client_name: "Peta",
        redirect_uris: [REDIRECT],
        grant_types: ["authorization_code", "refresh_token"],
        application_type: "native",
        token_endpoint_auth_method: "none",
      },
    ]);
    const credentials = await flow.finish(pending, await followAsBrowser(pending.authorizationUrl));
    expect(credentials).toMatchObject({
      serverUrl: kit.launch.url,
      issuer: kit.authorization.url,
      accessToken: expect.stringMatching(/^access-/) as string,
      refreshToken: expect.stringMatching(/^refresh-/) as string,
      scope: "notes:read",
      expiresAt: clock.now() + 3_600_000,
    });
    expect(tokenForms()).toMatchObject([{ grant_type: "authorization_code", resource: kit.launch.url }]);
  });

  test("a sign-in that is pending, and what is held, go through JSON unharmed", async () => {
    const pending = JSON.parse(JSON.stringify(await flow.begin(kit.request()))) as Awaited<
      ReturnType<typeof flow.begin>
    >;
    const credentials = await flow.finish(pending, await followAsBrowser(pending.authorizationUrl));
    const kept = JSON.parse(JSON.stringify(credentials)) as SignInCredentials;
    expect(kept).toEqual(credentials);
    expect((await flow.renew(kept, kit.request())).accessToken).not.toBe(kept.accessToken);
  });

  test("a token that says nothing of its end or its scope is for what was asked, without an end", async () => {
    kit.authorization.switches.tokens = { expires_in: undefined, scope: undefined, refresh_token: undefined };
    expect(await signIn()).toMatchObject({ expiresAt: null, scope: "notes:read", refreshToken: null });
  });

  test.each([
    ["another kind of token", { token_type: "DPoP" }, /bearer/],
    ["a token that would add a header", { access_token: "a\r\nx-injected: 1" }, /cannot use/],
    ["an empty token", { access_token: "" }, /cannot use/],
    ["a token that no connection sends", { access_token: "caf\u00e9" }, /cannot use/],
  ])("%s is refused", async (_what, tokens, sentence) => {
    kit.authorization.switches.tokens = tokens;
    expect(await rejected(signIn())).toMatchObject({
      code: "server.sign_in_failed",
      message: expect.stringMatching(sentence) as string,
    });
  });
});

describe("as which client", () => {
  test("at a public address Core registers as a client of the web", async () => {
    await flow.begin(kit.request({ redirectUrl: "https://peta.example.com/server-sign-in/callback" }));
    expect(registrations()).toMatchObject([{ application_type: "web" }]);
  });

  test.each([
    [["client_secret_basic"], "client_secret_basic"],
    [["client_secret_post"], "client_secret_post"],
    [undefined, "client_secret_basic"],
  ])("where %j is taken, it registers for %s and uses it", async (taken, method) => {
    kit.authorization.switches.metadata = { token_endpoint_auth_methods_supported: taken };
    await signIn();
    expect(registrations()).toMatchObject([{ token_endpoint_auth_method: method }]);
    const [asked] = kit.authorization.asked("/token");
    expect(asked?.headers.authorization !== undefined).toBe(method === "client_secret_basic");
    expect(new URLSearchParams(asked?.body).has("client_secret")).toBe(method === "client_secret_post");
  });

  test("a metadata document is used where it is taken, and nothing is registered", async () => {
    kit.authorization.switches.metadata = { client_id_metadata_document_supported: true };
    const clientMetadataUrl = "https://peta.example.com/server-sign-in/client.json";
    const pending = await flow.begin(kit.request({ clientMetadataUrl }));
    expect(parametersOf(pending.authorizationUrl)).toMatchObject({ client_id: clientMetadataUrl });
    await flow.finish(pending, await followAsBrowser(pending.authorizationUrl));
    expect(tokenForms()).toMatchObject([{ client_id: clientMetadataUrl }]);
    expect(registrations()).toEqual([]);
  });

  test("a client that an administrator has registered is used as it is, and its secret is not kept", async () => {
    const [clientId, clientSecret] = ["by hand: 1", "s3cret+/= of the hand"];
    kit.authorization.clients.set(clientId, {
      secret: clientSecret,
      method: "client_secret_basic",
      redirectUris: [REDIRECT],
    });
    kit.authorization.switches.metadata = { client_id_metadata_document_supported: true };
    const request = kit.request({
      oauth: { clientId, clientSecret },
      clientMetadataUrl: "https://peta.example.com/c.json",
    });
    const credentials = await signIn(request);
    expect(registrations()).toEqual([]);
    expect(JSON.stringify(credentials)).not.toContain(clientSecret);
    expect(await flow.renew(credentials, request)).toMatchObject({ issuer: kit.authorization.url });
    expect(kit.authorization.asked("/token").map(({ headers }) => headers.authorization?.slice(0, 6))).toEqual([
      "Basic ",
      "Basic ",
    ]);
  });

  test("the secret of a client that was given goes to no other authorization server than the one of before (A15)", async () => {
    const oauth = { clientId: "given", clientSecret: "given-secret" };
    kit.authorization.clients.set("given", { secret: "given-secret", method: "any", redirectUris: [REDIRECT] });
    const known = { ...(await signIn(kit.request({ oauth }))), issuer: "https://other.example.com" };
    const { code, message } = await rejected(flow.begin(kit.request({ oauth, known })));
    expect(code).toBe("server.sign_in_required");
    expect(message).toContain("peta server sign-out");
    // Signed out, an administrator has said that it is meant.
    await flow.begin(kit.request({ oauth }));
  });

  test("what is registered is used again at the same authorization server", async () => {
    const known = await signIn();
    await signIn(kit.request({ known }));
    expect(registrations()).toHaveLength(1);
  });

  test("what one authorization server has registered, and its scope, are shown to no other one (A15)", async () => {
    const known = { ...(await signIn()), issuer: "https://other.example.com", scope: "held:there" };
    const pending = await flow.begin(kit.request({ known }));
    expect(registrations()).toHaveLength(2);
    expect(pending.authorizationUrl).not.toContain("held");
  });

  test.each([
    ["comes back to another address", { redirectUrl: "http://127.0.0.1:3003/server-sign-in/callback" }],
    ["asks for more than was registered", { challenge: { scope: "notes:write", resourceMetadataUrl: null } }],
  ])("a sign-in that %s registers anew", async (_what, changes) => {
    await flow.begin(kit.request({ ...changes, known: await signIn() }));
    expect(registrations()).toHaveLength(2);
  });

  test("a registration whose secret has ended is made anew", async () => {
    kit.authorization.switches.metadata = { token_endpoint_auth_methods_supported: ["client_secret_post"] };
    kit.authorization.switches.registration = { client_secret_expires_at: clock.now() / 1_000 + 60 };
    const known = await signIn();
    await flow.begin(kit.request({ known }));
    expect(registrations()).toHaveLength(1);
    clock.advance(60_000);
    await flow.begin(kit.request({ known }));
    expect(registrations()).toHaveLength(2);
  });

  test("a client that the authorization server has forgotten is registered anew at the next sign-in", async () => {
    const known = await signIn();
    kit.authorization.clients.clear();
    expect((await rejected(flow.renew(known, kit.request()))).code).toBe("server.sign_in_required");
    expect((await signIn(kit.request({ known }))).accessToken).toMatch(/^access-/);
  });

  test.each([
    ["it takes none", (): void => void (kit.authorization.switches.metadata = { registration_endpoint: undefined })],
    [
      "it refuses",
      (): void =>
        void (kit.authorization.switches.instead["/register"] = {
          status: 403,
          body: { error: "access_denied", error_description: "ask\u0007 the\n\nadministrator" },
        }),
    ],
    [
      "its answer is of another form",
      (): void => void (kit.authorization.switches.instead["/register"] = { status: 201, raw: "<html>" }),
    ],
  ])("where no client can be registered because %s, the sentence says what to do by hand", async (_why, turn) => {
    turn();
    const { code, message } = await rejected(flow.begin(kit.request()));
    expect(code).toBe("server.sign_in_failed");
    expect(message).toContain(
      `Register a client there by hand with the redirect address ${REDIRECT}, and set its id with --oauth-client-id.`,
    );
    expect(message).not.toMatch(/\p{Cc}|html/u);
  });
});

describe("for which scope", () => {
  const scopeOf = async (changes: Parameters<typeof kit.request>[0]) => (await flow.begin(kit.request(changes))).scope;

  test("what an administrator has set comes before everything else", async () => {
    const challenge = { scope: "notes:write", resourceMetadataUrl: null };
    expect(await scopeOf({ oauth: { scope: "mine" }, challenge })).toBe("mine");
  });

  test("what is held is asked for together with what was missing", async () => {
    const known = await signIn();
    const challenge = { scope: "notes:write notes:read", resourceMetadataUrl: null };
    expect(await scopeOf({ known, challenge })).toBe("notes:read notes:write");
  });

  test("a refresh token is asked for where that is a scope", async () => {
    kit.authorization.switches.metadata = { scopes_supported: ["offline_access"] };
    const pending = await flow.begin(kit.request());
    expect(parametersOf(pending.authorizationUrl)).toMatchObject({
      scope: "notes:read offline_access",
      prompt: "consent",
    });
  });

  test("where nobody says anything, none is asked for", async () => {
    kit.resource.metadata = { scopes_supported: undefined };
    const pending = await flow.begin(kit.request());
    expect(pending.scope).toBeNull();
    expect(parametersOf(pending.authorizationUrl)).not.toHaveProperty("scope");
  });
});

describe("where", () => {
  test("the server's own word for the place of its metadata counts", async () => {
    kit.resource.at = "/somewhere/else";
    const resourceMetadataUrl = `${kit.server.url}/somewhere/else`;
    const pending = await flow.begin(kit.request({ challenge: { scope: null, resourceMetadataUrl } }));
    expect(pending.issuer).toBe(kit.authorization.url);
    expect(kit.server.heard.map(({ path }) => path)).toEqual(["/somewhere/else"]);
  });

  test("a word that leads nowhere is followed by the well-known place", async () => {
    const resourceMetadataUrl = `${kit.server.url}/gone`;
    const pending = await flow.begin(kit.request({ challenge: { scope: null, resourceMetadataUrl } }));
    expect(pending.issuer).toBe(kit.authorization.url);
  });

  test("it is found out anew at every sign-in", async () => {
    const known = await signIn();
    kit.server.heard.length = 0;
    await flow.begin(kit.request({ known }));
    expect(kit.server.heard).toHaveLength(1);
    expect(kit.authorization.asked("/.well-known/oauth-authorization-server")).toHaveLength(2);
  });

  test("of several, the one that signed in before is kept (A15)", async () => {
    const known = await signIn();
    kit.resource.metadata = { authorization_servers: ["https://attacker.example.com", kit.authorization.url] };
    expect((await flow.begin(kit.request({ known }))).issuer).toBe(kit.authorization.url);
  });

  test("a server that says nothing of a sign-in gets a sentence about keys", async () => {
    kit.resource.metadata = null;
    expect(await rejected(flow.begin(kit.request()))).toMatchObject({
      code: "server.sign_in_failed",
      message: expect.stringMatching(/does not say where.*If it takes a key, set it as a header/) as string,
    });
  });

  test.each<[string, () => void, RegExp]>([
    ["has no metadata", () => (kit.authorization.switches.metadata = null), /there is no metadata of one/],
    [
      "says that it is another",
      () => (kit.authorization.switches.metadata = { issuer: "https://attacker.example.com" }),
      /says in its metadata that it is "https:\/\/attacker.example.com"/,
    ],
    [
      "says that it is another tenant of the same host",
      () =>
        (kit.authorization.switches.metadata = { issuer: "https://login.example.com/0f5a4c9e-tenant-of-another/v2.0" }),
      /says in its metadata that it is "https:\/\/login.example.com\/0f5a4c9e-tenant-of-another\/v2.0"/,
    ],
    [
      "has half of its metadata",
      () => (kit.authorization.switches.metadata = { token_endpoint: undefined }),
      /is not what RFC 8414 says/,
    ],
    [
      "answers with a page",
      () =>
        (kit.authorization.switches.instead["/.well-known/oauth-authorization-server"] = {
          status: 200,
          raw: "<p>hello",
        }),
      /is not what RFC 8414 says/,
    ],
    [
      "says nothing of PKCE",
      () => (kit.authorization.switches.metadata = { code_challenge_methods_supported: undefined }),
      /PKCE with S256/,
    ],
    [
      "has plain PKCE alone",
      () => (kit.authorization.switches.metadata = { code_challenge_methods_supported: ["plain"] }),
      /PKCE with S256/,
    ],
    [
      "gives no codes",
      () => (kit.authorization.switches.metadata = { response_types_supported: ["token"] }),
      /authorization codes/,
    ],
    [
      "takes tokens over plain http",
      () => (kit.authorization.switches.metadata = { token_endpoint: "http://auth.example.com/token" }),
      /without https/,
    ],
    [
      "registers clients over plain http",
      () => (kit.authorization.switches.metadata = { registration_endpoint: "http://10.255.255.1/register" }),
      /registers clients without https/,
    ],
    [
      "is for another server",
      () => (kit.resource.metadata = { resource: "https://other.example.com/mcp" }),
      /is about "https:\/\/other.example.com\/mcp"/,
    ],
    [
      "is named in a document of another form",
      () => (kit.resource.metadata = { authorization_servers: "none" }),
      /RFC 9728/,
    ],
  ])("an authorization server that %s is refused before anybody is sent there", async (_what, turn, sentence) => {
    turn();
    const { code, message } = await rejected(flow.begin(kit.request()));
    expect(code).toBe("server.sign_in_failed");
    expect(message).toMatch(sentence);
    expect(registrations()).toEqual([]);
  });

  test.each(["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "ftp://auth.example.com/authorize"])(
    "nobody is sent to %s (A16)",
    async (address) => {
      kit.authorization.switches.metadata = { authorization_endpoint: address };
      expect((await rejected(flow.begin(kit.request()))).code).toBe("server.sign_in_failed");
      expect(registrations()).toEqual([]);
    },
  );
});
