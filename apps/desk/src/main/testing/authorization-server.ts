import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface Grant {
  challenge: string;
  redirectUri: string;
}

/** A real HTTP server that answers as Core's authorization server does, with ways to answer otherwise. */
export async function startAuthorizationServer() {
  const requests: { path: string; form: URLSearchParams }[] = [];
  const grants = new Map<string, Grant>();
  const refreshTokens = new Set<string>();
  let serial = 0;
  const options: {
    metadata: (origin: string) => Record<string, unknown>;
    /** Answered by the token endpoint instead. */
    tokenAnswer: { status: number; body: unknown } | null;
    expiresIn: number;
    me: Record<string, unknown>;
  } = {
    metadata: (origin) => ({
      issuer: origin,
      authorization_endpoint: `${origin}/oauth/authorize`,
      token_endpoint: `${origin}/oauth/token`,
      revocation_endpoint: `${origin}/oauth/revoke`,
      code_challenge_methods_supported: ["S256"],
      scopes_supported: ["mcp:tools", "peta:user"],
    }),
    tokenAnswer: null,
    expiresIn: 600,
    me: { principalId: "ada", displayName: "Ada", email: null, role: "user", kind: "person" },
  };

  const send = (response: ServerResponse, status: number, body: unknown): void =>
    void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

  function issue(): Record<string, unknown> {
    const refreshToken = `refresh-${++serial}`;
    refreshTokens.add(refreshToken);
    return {
      access_token: `access-${serial}`,
      token_type: "Bearer",
      expires_in: options.expiresIn,
      refresh_token: refreshToken,
      scope: "peta:user",
    };
  }

  function answerToken(form: URLSearchParams, response: ServerResponse): void {
    if (options.tokenAnswer !== null) return send(response, options.tokenAnswer.status, options.tokenAnswer.body);
    const refuse = (error: string): void => send(response, 400, { error });
    if (form.get("client_id") !== "peta-desk" || form.get("resource") !== `${origin()}/user`)
      return refuse("invalid_target");
    if (form.get("grant_type") === "refresh_token")
      return refreshTokens.delete(form.get("refresh_token") ?? "")
        ? send(response, 200, issue())
        : refuse("invalid_grant");
    const code = form.get("code") ?? "";
    const grant = grants.get(code);
    grants.delete(code);
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (grant === undefined || grant.challenge !== challenge || grant.redirectUri !== form.get("redirect_uri"))
      return refuse("invalid_grant");
    send(response, 200, issue());
  }

  async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    return new URLSearchParams(body);
  }

  const server = createServer((request, response) => {
    void readForm(request).then((form) => {
      const { pathname } = new URL(request.url ?? "/", origin());
      requests.push({ path: pathname, form });
      if (pathname === "/.well-known/oauth-authorization-server")
        return send(response, 200, options.metadata(origin()));
      if (pathname === "/oauth/token") return answerToken(form, response);
      if (pathname === "/oauth/revoke") {
        refreshTokens.delete(form.get("token") ?? "");
        return send(response, 200, {});
      }
      if (pathname === "/trpc/consoleSessions.me")
        return send(response, 200, {
          result: { data: { ...options.me, workspace: { slug: "main", name: "Main" }, signedInBy: "token" } },
        });
      send(response, 404, {});
    });
  });
  const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    origin: origin(),
    options,
    /** What was asked at a path, in order. */
    formsAt: (path: string) => requests.filter((one) => one.path === path).map(({ form }) => form),
    /** The person's browser at the authorization endpoint: signs in and says yes. Answers where it is sent to. */
    approve(authorizationUrl: string): URL {
      const asked = new URL(authorizationUrl).searchParams;
      const code = `code-${++serial}`;
      const redirectUri = asked.get("redirect_uri") ?? "";
      grants.set(code, { challenge: asked.get("code_challenge") ?? "", redirectUri });
      const answer = new URL(redirectUri);
      answer.searchParams.set("code", code);
      answer.searchParams.set("state", asked.get("state") ?? "");
      answer.searchParams.set("iss", origin());
      return answer;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
export type TestAuthorizationServer = Awaited<ReturnType<typeof startAuthorizationServer>>;
