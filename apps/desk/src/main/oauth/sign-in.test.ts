import { get } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TestClock } from "../testing/test-clock.ts";
import { startAuthorizationServer, type TestAuthorizationServer } from "../testing/authorization-server.ts";
import { signInWithBrowser } from "./sign-in.ts";

let server: TestAuthorizationServer;
beforeAll(async () => {
  server = await startAuthorizationServer();
});
afterAll(() => server.stop());

let clock: TestClock;
let opened: string[];
let cancel: AbortController;
let mayOpen: boolean;
const defaults = { metadata: (_origin: string): Record<string, unknown> => ({}) };
beforeAll(() => {
  defaults.metadata = server.options.metadata;
});
beforeEach(() => {
  [clock, opened, cancel, mayOpen] = [new TestClock(), [], new AbortController(), true];
});
afterEach(() => Object.assign(server.options, { metadata: defaults.metadata, tokenAnswer: null }));

/** Begins a sign-in; resolves with the address that the browser was sent to. */
async function begin() {
  let isOpen = (_url: string): void => {};
  const open = new Promise<string>((resolve) => (isOpen = resolve));
  const done = signInWithBrowser(
    {
      fetch,
      clock,
      async openExternal(url) {
        opened.push(url);
        isOpen(url);
        return mayOpen;
      },
    },
    server.origin,
    cancel.signal,
  );
  done.catch(() => {});
  return {
    url: await Promise.race([
      open,
      done.then(
        () => "",
        () => "",
      ),
    ]),
    done,
  };
}
/** The browser follows a redirect. Null: nobody listens there. */
async function visit(url: URL, init: RequestInit = {}) {
  const response = await fetch(url, init).catch(() => null);
  return response && { status: response.status, headers: response.headers, text: await response.text() };
}
const changed = (url: URL, name: string, value: string | null): URL => {
  const other = new URL(url);
  if (value === null) other.searchParams.delete(name);
  else other.searchParams.set(name, value);
  return other;
};
const redeemed = () => server.formsAt("/oauth/token").length;

test("code with PKCE S256, the user resource, state and iss; the listener is gone after the one answer", async () => {
  const { url, done } = await begin();
  const asked = new URL(url).searchParams;
  expect(Object.fromEntries(asked)).toMatchObject({
    response_type: "code",
    client_id: "peta-desk",
    scope: "peta:user",
    resource: `${server.origin}/user`,
    code_challenge_method: "S256",
    redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
  });
  const redirect = server.approve(url);
  const page = await visit(redirect);
  expect(page).toMatchObject({ status: 200, text: expect.stringContaining("You are signed in") });
  expect(page?.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(await done).toMatchObject({
    kind: "oauth",
    issuer: server.origin,
    accessToken: expect.stringMatching(/^access-/),
    refreshToken: expect.stringMatching(/^refresh-/),
    renewAt: clock.now() + 540_000,
  });
  expect(await visit(redirect)).toBeNull();
});

test("each sign-in has its own state and verifier", async () => {
  const [one, two] = [await begin(), await begin()];
  const [a, b] = [new URL(one.url).searchParams, new URL(two.url).searchParams];
  for (const name of ["state", "code_challenge", "redirect_uri"]) expect(a.get(name)).not.toBe(b.get(name));
  cancel.abort();
  await expect(one.done).rejects.toMatchObject({ code: "desk.sign_in_cancelled" });
  await expect(two.done).rejects.toMatchObject({ code: "desk.sign_in_cancelled" });
});

describe("an answer that is not the expected one is refused, its code not redeemed, and the state used up", () => {
  test.each([
    ["a wrong state (A13)", (url: URL) => changed(url, "state", "guessed")],
    ["no state (A13)", (url: URL) => changed(url, "state", null)],
    ["two states (A13)", (url: URL) => new URL(`${url.href}&state=guessed`)],
    ["another issuer (A14)", (url: URL) => changed(url, "iss", "https://evil.example")],
    ["no issuer (A14)", (url: URL) => changed(url, "iss", null)],
    ["no code", (url: URL) => changed(url, "code", null)],
  ])("%s", async (_name, tamper) => {
    const before = redeemed();
    const { url, done } = await begin();
    const redirect = server.approve(url);
    expect(await visit(tamper(redirect))).toMatchObject({ status: 400, text: expect.stringContaining("stopped") });
    await expect(done).rejects.toMatchObject({ code: "desk.sign_in_refused" });
    // The right answer comes too late: the state was good for one.
    expect(await visit(redirect)).toBeNull();
    expect(redeemed()).toBe(before);
  });

  test("a state of another sign-in (A13)", async () => {
    const [mine, other] = [await begin(), await begin()];
    const foreign = new URL(other.url).searchParams.get("state") ?? "";
    await visit(changed(server.approve(mine.url), "state", foreign));
    await expect(mine.done).rejects.toMatchObject({ code: "desk.sign_in_refused" });
    cancel.abort();
    await expect(other.done).rejects.toMatchObject({ code: "desk.sign_in_cancelled" });
  });
});

test("a no in the browser is told as one", async () => {
  const { url, done } = await begin();
  await visit(changed(changed(server.approve(url), "code", null), "error", "access_denied"));
  await expect(done).rejects.toMatchObject({ code: "desk.sign_in_denied" });
});

test("what is not the answer is not served: other paths, methods, and names of other hosts (A48)", async () => {
  const { url, done } = await begin();
  const redirect = server.approve(url);
  expect((await visit(new URL("/favicon.ico", redirect)))?.status).toBe(404);
  expect((await visit(redirect, { method: "POST" }))?.status).toBe(404);
  const rebound = await new Promise<number>((resolve) =>
    get(redirect, { headers: { host: "evil.example" } }, (response) => resolve(response.statusCode ?? 0)),
  );
  expect(rebound).toBe(403);
  // None of them used the state up.
  expect((await visit(redirect))?.status).toBe(200);
  await done;
});

test("nobody waits for ever, and whoever cancels closes the port", async () => {
  const late = await begin();
  clock.advance(5 * 60_000);
  await expect(late.done).rejects.toMatchObject({ code: "desk.sign_in_cancelled" });
  expect(await visit(server.approve(late.url))).toBeNull();
  const cancelled = await begin();
  cancel.abort();
  await expect(cancelled.done).rejects.toMatchObject({ code: "desk.sign_in_cancelled" });
  expect(await visit(server.approve(cancelled.url))).toBeNull();
});

describe("a Core that asks for something else is not followed", () => {
  const cases: [name: string, change: Record<string, unknown>, says: RegExp][] = [
    ["another issuer (A14)", { issuer: "https://evil.example" }, /calls itself https:\/\/evil\.example/],
    ["a token endpoint elsewhere (A14)", { token_endpoint: "https://evil.example/token" }, /elsewhere/],
    ["a revocation endpoint elsewhere", { revocation_endpoint: "https://evil.example/revoke" }, /elsewhere/],
    ["a page that is no web page (A16)", { authorization_endpoint: "javascript:alert(1)" }, /./],
    ["no PKCE (A20)", { code_challenge_methods_supported: ["plain"] }, /no sign-in that is safe/],
    ["no scope for Desk", { scopes_supported: ["mcp:tools"] }, /without sign-in for Desk/],
    ["no metadata", { issuer: 7 }, /not as a Peta/],
  ];
  test.each(cases)("%s", async (_name, change, says) => {
    server.options.metadata = (origin) => ({ ...defaults.metadata(origin), ...change });
    await expect((await begin()).done).rejects.toMatchObject({
      code: "desk.not_core",
      message: expect.stringMatching(says),
    });
    expect(opened).toEqual([]);
  });

  test("a link that may not leave ends the sign-in (A16)", async () => {
    mayOpen = false;
    await expect((await begin()).done).rejects.toMatchObject({ code: "desk.sign_in_refused" });
  });

  test("a token without the scope is not taken", async () => {
    server.options.tokenAnswer = {
      status: 200,
      body: { access_token: "a", token_type: "Bearer", expires_in: 60, scope: "mcp:tools" },
    };
    const { url, done } = await begin();
    await visit(server.approve(url));
    await expect(done).rejects.toMatchObject({ code: "desk.sign_in_refused" });
  });
});
