import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBrowser, createOAuthKit, makePkce, type OAuthKit, REDIRECT } from "./oauth-kit.ts";

let kit: OAuthKit;
let clientId: string;
const { challenge, verifier } = makePkce();
beforeAll(async () => {
  kit = await createOAuthKit();
  clientId = (await kit.register({ redirect_uris: [REDIRECT, "https://app.example/cb"] })).client_id;
});
afterAll(() => kit.stop());

const ask = (parameters: Record<string, string | undefined>, headers: Record<string, string> = {}) =>
  fetch(kit.url + kit.authorizeUrl({ client_id: clientId, code_challenge: challenge, ...parameters }), {
    redirect: "manual",
    headers: { accept: "text/html", ...headers },
  });
const backOf = (response: Response): URL => new URL(response.headers.get("location") ?? "");

test("the whole walk: code with state and iss, once, for the right verifier", async () => {
  const { back, code } = await kit.authorize({ client_id: clientId, code_challenge: challenge, state: "st 1&2" });
  expect(back.origin + back.pathname).toBe(REDIRECT);
  expect(Object.fromEntries(back.searchParams)).toEqual({ code, state: "st 1&2", iss: kit.url });
  const answer = await kit.redeem(clientId, code, verifier);
  expect([answer.status, answer.body]).toEqual([
    200,
    {
      access_token: expect.stringMatching(/^[\w-]{43}$/),
      refresh_token: expect.stringMatching(/^[\w-]{43}$/),
      token_type: "Bearer",
      expires_in: 3600,
      scope: "mcp:tools mcp:resources mcp:prompts",
    },
  ]);
  expect(answer.headers.get("cache-control")).toBe("no-store");
});

test("an application on a loopback address may listen on any port (RFC 8252)", async () => {
  const redirect = REDIRECT.replace("51234", "49999");
  const { back, code } = await kit.authorize({
    client_id: clientId,
    code_challenge: challenge,
    redirect_uri: redirect,
  });
  expect(back.href.startsWith(redirect)).toBe(true);
  expect((await kit.redeem(clientId, code, verifier, { redirect_uri: redirect })).status).toBe(200);
});

describe("A12: a redirect address that is not registered", () => {
  test.each([
    ["a byte more", `${REDIRECT}/`],
    ["another port elsewhere", "https://app.example:8443/cb"],
    ["another host", "https://evil.example/cb"],
    ["a query more", "https://app.example/cb?next=evil"],
    ["a loopback name for another", REDIRECT.replace("127.0.0.1", "localhost")],
  ])("%s is a page for the person, and nobody is sent there", async (_name, redirect) => {
    const response = await ask({ redirect_uri: redirect });
    expect([response.status, response.headers.get("location")]).toEqual([400, null]);
    const html = await response.text();
    expect(response.headers.get("content-type")).toContain("text/html");
    expect(html).toContain("The answer would go to a wrong address");
    expect(html).not.toContain("oops");
  });

  test("also when something else is wrong too", async () => {
    const response = await ask({ redirect_uri: "https://evil.example/cb", response_type: "token" });
    expect([response.status, response.headers.get("location")]).toEqual([400, null]);
  });

  test("of two, none is chosen for the client", async () => {
    expect((await ask({ redirect_uri: undefined })).status).toBe(400);
  });
});

describe("A20: without PKCE S256", () => {
  test.each([
    ["no challenge", { code_challenge: undefined, code_challenge_method: undefined }],
    ["an empty one", { code_challenge: "" }],
    ["plain", { code_challenge_method: "plain" }],
    ["no method, which would be plain", { code_challenge_method: undefined }],
    ["a challenge that is too short", { code_challenge: "short" }],
  ])("%s is refused", async (_name, parameters) => {
    const back = backOf(await ask({ ...parameters, state: "s" }));
    expect(back.origin + back.pathname).toBe(REDIRECT);
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ error: "invalid_request", state: "s", iss: kit.url });
  });

  test("a code is not given for a wrong or a missing verifier", async () => {
    const { code } = await kit.authorize({ client_id: clientId, code_challenge: challenge });
    expect((await kit.redeem(clientId, code, makePkce().verifier)).body.error).toBe("invalid_grant");
    const { code: other } = await kit.authorize({ client_id: clientId, code_challenge: challenge });
    const form = { grant_type: "authorization_code", client_id: clientId, code: other, redirect_uri: REDIRECT };
    expect((await kit.json(kit.postForm("/oauth/token", form))).body.error).toBe("invalid_grant");
  });
});

describe("what a request may not be about", () => {
  test.each([
    ["A3: another resource", { resource: "https://mcp.example/mcp" }, "invalid_target"],
    ["A3: the user's own API", { resource: "/user" }, "invalid_target"],
    ["the scope of the desktop application", { scope: "peta:user" }, "invalid_scope"],
    ["no scope that exists", { scope: "email" }, "invalid_scope"],
    ["a token without a code", { response_type: "token" }, "unsupported_response_type"],
    ["an id token", { response_type: "code id_token" }, "unsupported_response_type"],
    ["an answer in a form", { response_mode: "form_post" }, "unsupported_response_mode"],
    ["an answer in a fragment", { response_mode: "fragment" }, "unsupported_response_mode"],
    ["a request object", { request: "e30.e30." }, "request_not_supported"],
    ["no question to a person", { prompt: "none" }, "login_required"],
  ])("%s: the client hears it", async (_name, parameters, error) => {
    const own =
      "resource" in parameters && parameters.resource === "/user" ? { resource: `${kit.url}/user` } : parameters;
    const response = await ask({ ...own, state: "s" });
    const back = backOf(response);
    expect(back.origin + back.pathname).toBe(REDIRECT);
    // A request for a token in the address is refused where such answers go: in the fragment.
    const answer = new URLSearchParams(back.search || back.hash.slice(1));
    expect(Object.fromEntries(answer)).toMatchObject({ error, state: "s", iss: kit.url });
  });

  test("two resources at once", async () => {
    const address = `${kit.authorizeUrl({ client_id: clientId, code_challenge: challenge })}&resource=${encodeURIComponent(`${kit.url}/mcp`)}&resource=${encodeURIComponent(`${kit.url}/user`)}`;
    const back = backOf(await fetch(kit.url + address, { redirect: "manual" }));
    expect(back.searchParams.get("error")).toBe("invalid_target");
  });

  test("parameters that mean nothing here are ignored, prompts are answered by the one page", async () => {
    const response = await ask({
      nonce: "n",
      max_age: "1",
      claims: "{}",
      prompt: "login consent",
      resource: `${kit.url}/mcp/`,
    });
    expect([response.status, response.headers.get("location")]).toEqual([
      303,
      expect.stringContaining("/oauth/interaction/"),
    ]);
  });
});

test("a client that nobody knows is a page for a person and JSON for a program", async () => {
  const page = await ask({ client_id: "nobody" });
  expect([page.status, await page.text()]).toEqual([
    400,
    expect.stringContaining("This application is not known here"),
  ]);
  expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  expect(page.headers.get("x-frame-options")).toBe("DENY");
  const json = await ask({ client_id: "nobody" }, { accept: "application/json" });
  expect(await json.json()).toMatchObject({ error: "invalid_client" });
});

test("what a request says does not become part of the page", async () => {
  const page = await ask({ client_id: "<script>alert(1)</script>", state: "<b>" });
  const html = await page.text();
  expect(html).not.toContain("<script>");
  expect(html).not.toContain("<b>");
});

test("no answer carries a session of the library, and the cookies are out of reach for scripts and other sites", async () => {
  const browser = createBrowser(kit.url);
  const response = await browser.get(kit.authorizeUrl({ client_id: clientId, code_challenge: challenge }));
  const cookies = response.headers.getSetCookie();
  expect(cookies.map((cookie) => cookie.split("=")[0]).sort()).toEqual([
    "peta-oauth",
    "peta-oauth-resume",
    "peta-oauth-resume.sig",
    "peta-oauth.sig",
  ]);
  for (const cookie of cookies) {
    expect(cookie).toMatch(/httponly/i);
    expect(cookie).toMatch(/samesite=lax/i);
    expect(cookie).toMatch(/path=\/oauth\//i);
  }
});

test("a flood of requests that wait for an answer is stopped", async () => {
  let refused: Response | undefined;
  for (let i = 0; i < 300 && !refused; i++) {
    const response = await ask({});
    if (response.status !== 303) refused = response;
  }
  expect([refused?.status, await refused?.text()]).toEqual([429, expect.stringContaining("Too many sign-ins at once")]);
});
