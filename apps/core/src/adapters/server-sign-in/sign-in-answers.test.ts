import { describe, expect, test } from "vitest";
import { json } from "../mcp-client/fixtures/answer-json.ts";
import { listen } from "./fixtures/listen.ts";
import { rejected } from "./fixtures/secrets-seen.ts";
import { followAsBrowser, REDIRECT } from "./fixtures/sign-in-kit.ts";
import { useSignInKit } from "./fixtures/use-sign-in-kit.ts";

const kit = useSignInKit();
const { clock, flow, signIn, tokenForms } = kit;

/** Of revision 2025-03-26: it is its own authorization server, and says nothing of it. */
const startServerWithoutMetadata = () =>
  listen((_heard, response, { pathname }) =>
    pathname === "/register"
      ? json(response, 201, { client_id: "client-of-another", redirect_uris: [REDIRECT] })
      : json(response, pathname === "/token" ? 503 : 404, {}),
  );

describe("what a stranger says of tokens", () => {
  test.each([0, -5, 0.001, 1])("one that lives for %d s is not renewed without a pause", async (life) => {
    kit.authorization.switches.tokens = { expires_in: life };
    expect((await signIn()).expiresAt).toBe(clock.now() + 10_000);
  });

  test("scopes are words of RFC 6749, and not more than one can read", async () => {
    const many = Array.from({ length: 2_000 }, (_, n) => `scope-${n}`);
    kit.resource.metadata = { scopes_supported: ["notes:read", "a\u001b[31m", ...many] };
    const { scope } = await flow.begin(kit.request());
    expect(scope).toMatch(/^notes:read scope-0 /);
    expect(scope?.length).toBeLessThanOrEqual(4_096);
    kit.authorization.switches.tokens = { scope: `read\u0007 "<b>" write ${many.join(" ")}` };
    const credentials = await signIn();
    expect(credentials.scope).toMatch(/^write scope-0 [\w -]*$/);
    expect(credentials.scope?.length).toBeLessThanOrEqual(4_096);
  });
});

describe("the answer comes from where the person was sent (RFC 9207)", () => {
  test.each<[string, string | null, Record<string, unknown>]>([
    ["of another issuer", "https://attacker.example.com", {}],
    ["of an issuer with one more stroke", "/", {}],
    ["that does not say its issuer, and should", null, {}],
    [
      "of another issuer, though none was promised",
      "https://attacker.example.com",
      { authorization_response_iss_parameter_supported: undefined },
    ],
  ])("an answer %s is refused, and its code sent nowhere", async (_what, issuer, metadata) => {
    kit.authorization.switches.metadata = metadata;
    kit.authorization.switches.redirectIssuer = issuer === "/" ? `${kit.authorization.url}/` : issuer;
    expect(await rejected(signIn())).toMatchObject({
      code: "server.sign_in_failed",
      message: expect.stringMatching(/RFC 9207/) as string,
    });
    expect(tokenForms()).toEqual([]);
  });

  test("an answer without an issuer is taken where none was promised", async () => {
    kit.authorization.switches.metadata = { authorization_response_iss_parameter_supported: undefined };
    kit.authorization.switches.redirectIssuer = null;
    expect((await signIn()).issuer).toBe(kit.authorization.url);
  });

  test.each([
    ["its own origin", null, "server.unreachable"],
    ["another one, to which it has passed the browser on", "https://honest.example.com", "server.sign_in_failed"],
    ["something that is no address", "honest", "server.sign_in_failed"],
  ])("a server without metadata, whose answer says that it comes from %s", async (_who, said, code) => {
    const old = await startServerWithoutMetadata();
    try {
      const pending = await flow.begin(kit.request({ launch: { ...kit.launch, url: `${old.url}/mcp` } }));
      expect(pending.issuer).toBe(`${old.url}/`);
      const error = await rejected(flow.finish(pending, { code: "code-of-another", issuer: said ?? old.url }));
      expect(error.code).toBe(code);
      expect(old.heard.some(({ path }) => path === "/token")).toBe(said === null);
    } finally {
      await old.close();
    }
  });

  test("a code is good once", async () => {
    const pending = await flow.begin(kit.request());
    const answer = await followAsBrowser(pending.authorizationUrl);
    await flow.finish(pending, answer);
    expect(await rejected(flow.finish(pending, answer))).toMatchObject({
      code: "server.sign_in_failed",
      message: expect.stringMatching(/invalid_grant/) as string,
    });
  });

  test("a sign-in of another form than today's is begun anew", async () => {
    const pending = await flow.begin(kit.request());
    const { code } = await rejected(flow.finish({ ...pending, memo: { old: true } }, { code: "c", issuer: null }));
    expect(code).toBe("server.sign_in_failed");
  });
});
