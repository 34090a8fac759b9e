import { createHash, randomBytes } from "node:crypto";
import { createBrowserApi, createTestCore, OWNER, signIn, type TestCore } from "../create-test-core.ts";

export const REDIRECT = "http://127.0.0.1:51234/callback";

export interface Pkce {
  verifier: string;
  challenge: string;
}

export function makePkce(): Pkce {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

/** An answer of any endpoint: what a test reads of it is there, or the test fails. */
export interface OAuthAnswer {
  access_token: string;
  refresh_token?: string;
  scope: string;
  client_id: string;
  client_secret?: string;
  error: string;
  error_description: string;
  [member: string]: unknown;
}

/** Keeps cookies by path, as a browser does. */
export function createBrowser(url: string) {
  const jar: { name: string; value: string; path: string }[] = [];
  const cookieFor = (pathname: string): string =>
    jar
      .filter(({ path }) => pathname === path || pathname.startsWith(path.endsWith("/") ? path : `${path}/`))
      .map(({ name, value }) => `${name}=${value}`)
      .join("; ");
  return {
    jar,
    /** One request, no redirect followed. */
    async get(address: string): Promise<Response> {
      const target = new URL(address, url);
      const cookie = cookieFor(target.pathname);
      const response = await fetch(target, {
        redirect: "manual",
        headers: { accept: "text/html", ...(cookie !== "" && { cookie }) },
      });
      for (const line of response.headers.getSetCookie()) {
        const [pair = "", ...attributes] = line.split(/;\s*/);
        const name = pair.slice(0, pair.indexOf("="));
        const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? "/";
        const known = jar.findIndex((cookieOf) => cookieOf.name === name && cookieOf.path === path);
        if (known >= 0) jar.splice(known, 1);
        if (!attributes.some((attribute) => /^expires=Thu, 01 Jan 1970/i.test(attribute)))
          jar.push({ name, value: pair.slice(name.length + 1), path });
      }
      return response;
    },
  };
}
export type Browser = ReturnType<typeof createBrowser>;

export async function createOAuthKit(environment: Record<string, string> = {}) {
  const running: TestCore = await createTestCore(environment);
  const { api: owner, token: ownerToken } = await running.setUp();
  const { url } = running;
  const cookie = await signIn(url, OWNER.email, OWNER.password);
  const page = createBrowserApi(url, cookie);

  const postForm = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, { method: "POST", body: new URLSearchParams(form), headers });
  const postJson = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers },
    });
  const json = async (
    response: Promise<Response>,
  ): Promise<{ status: number; body: OAuthAnswer; headers: Headers }> => {
    const answer = await response;
    return { status: answer.status, body: (await answer.json()) as OAuthAnswer, headers: answer.headers };
  };

  const register = async (metadata: Record<string, unknown> = {}): Promise<OAuthAnswer> => {
    const { status, body } = await json(
      postJson("/oauth/register", {
        client_name: "Test client",
        redirect_uris: [REDIRECT],
        token_endpoint_auth_method: "none",
        ...metadata,
      }),
    );
    if (status !== 201) throw new Error(`registration answered ${status}: ${JSON.stringify(body)}`);
    return body;
  };

  const authorizeUrl = (parameters: Record<string, string | undefined>): string => {
    const query = new URLSearchParams({ response_type: "code", redirect_uri: REDIRECT, code_challenge_method: "S256" });
    for (const [name, value] of Object.entries(parameters)) {
      if (value === undefined) query.delete(name);
      else query.set(name, value);
    }
    return `/oauth/authorize?${query.toString()}`;
  };

  /** Opens the authorization request; answers the id that the consent page gets. */
  const begin = async (browser: Browser, address: string): Promise<string> => {
    const first = await browser.get(address);
    if (first.status !== 303) throw new Error(`authorize answered ${first.status}: ${await first.text()}`);
    const second = await browser.get(first.headers.get("location") ?? "");
    const consent = new URL(second.headers.get("location") ?? "", url);
    if (consent.pathname !== "/consent") throw new Error(`authorize led to ${consent.href}`);
    return consent.searchParams.get("interaction") ?? "";
  };

  /** Follows the answer back to the client's address. */
  const finish = async (browser: Browser, redirectTo: string): Promise<URL> => {
    let address = redirectTo;
    for (let hops = 0; hops < 5; hops++) {
      const response = await browser.get(address);
      const location = response.headers.get("location");
      if (location === null) throw new Error(`${address} answered ${response.status}: ${await response.text()}`);
      address = new URL(location, url).href;
      if (new URL(address).origin !== url) return new URL(address);
    }
    throw new Error("the redirects do not end");
  };

  /** The whole walk up to the code, allowed by the owner. */
  const authorize = async (
    parameters: Record<string, string | undefined>,
    by: typeof page = page,
  ): Promise<{ code: string; back: URL }> => {
    const browser = createBrowser(url);
    const interactionId = await begin(browser, authorizeUrl(parameters));
    const { redirectTo } = await by.oauth.decideConsent.mutate({ interactionId, decision: "allow" });
    const back = await finish(browser, redirectTo);
    return { code: back.searchParams.get("code") ?? "", back };
  };

  const redeem = (clientId: string, code: string, verifier: string, more: Record<string, string> = {}) =>
    json(
      postForm("/oauth/token", {
        grant_type: "authorization_code",
        client_id: clientId,
        code,
        code_verifier: verifier,
        redirect_uri: REDIRECT,
        ...more,
      }),
    );

  const refresh = (clientId: string, refreshToken: string, more: Record<string, string> = {}) =>
    json(
      postForm("/oauth/token", {
        grant_type: "refresh_token",
        client_id: clientId,
        refresh_token: refreshToken,
        ...more,
      }),
    );

  /** A registered public client with tokens of the owner. */
  const signedInClient = async (parameters: Record<string, string> = {}, by: typeof page = page) => {
    const { client_id: clientId } = await register();
    const pkce = makePkce();
    const { code } = await authorize({ client_id: clientId, code_challenge: pkce.challenge, ...parameters }, by);
    const { body } = await redeem(clientId, code, pkce.verifier);
    return { clientId, token: body.access_token, refreshToken: body.refresh_token ?? "", answer: body };
  };

  /** One JSON-RPC request of the era without sessions. */
  const mcp = async (token: string | null, method: string, params: Record<string, unknown> = {}, path = "/mcp") => {
    const version = "2026-07-28";
    const name = (params.name ?? params.uri) as string | undefined;
    const response = await fetch(`${url}${path}`, {
      method: "POST",
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": version,
        "mcp-method": method,
        ...(name !== undefined && { "mcp-name": name }),
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method,
        params: {
          ...params,
          _meta: {
            "io.modelcontextprotocol/protocolVersion": version,
            "io.modelcontextprotocol/clientCapabilities": {},
          },
        },
      }),
    });
    const text = await response.text();
    return {
      status: response.status,
      challenge: response.headers.get("www-authenticate"),
      text,
      body: (text.startsWith("{") ? JSON.parse(text) : {}) as { result?: unknown; error?: { message: string } },
    };
  };

  return {
    running,
    url,
    owner,
    ownerToken,
    page,
    cookie,
    postForm,
    postJson,
    json,
    register,
    authorizeUrl,
    begin,
    finish,
    authorize,
    redeem,
    refresh,
    signedInClient,
    mcp,
    stop: () => running.stop(),
  };
}
export type OAuthKit = Awaited<ReturnType<typeof createOAuthKit>>;
