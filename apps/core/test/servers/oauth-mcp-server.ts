import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Json = Record<string, unknown>;

/** An MCP server with one tool, and the authorization server that it names, in one process. */
export async function startOAuthMcpServer() {
  const codes = new Map<string, { challenge: string; scope: string; redirectUri: string }>();
  const access = new Map<string, { scope: string }>();
  const refresh = new Map<string, { scope: string }>();
  const state = {
    url: "",
    /** What arrived at the MCP endpoint, as `Authorization`. */
    bearers: [] as (string | null)[],
    /** Grants of the token endpoint, in order. */
    grants: [] as string[],
    /** Calls of the tool that it has run. */
    calls: 0,
    revoked: [] as string[],
    secrets: [] as string[],
    expiresIn: 3_600,
    /** Refresh tokens are refused from now on. */
    refusesRefresh: false,
    /** What a call of the tool needs. */
    toolScope: "read",
    /** Every access token has ended. */
    endTokens: () => access.clear(),
    close: () => new Promise<void>((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  };
  const secret = (kind: string): string => {
    const made = `${kind}-${randomBytes(18).toString("base64url")}`;
    state.secrets.push(made);
    return made;
  };
  const issue = (scope: string): Json => {
    const [accessToken, refreshToken] = [secret("access"), secret("refresh")];
    access.set(accessToken, { scope });
    refresh.set(refreshToken, { scope });
    return {
      access_token: accessToken,
      token_type: "Bearer",
      refresh_token: refreshToken,
      scope,
      expires_in: state.expiresIn,
    };
  };

  function token(form: URLSearchParams): [number, Json] {
    const grant = form.get("grant_type") ?? "";
    state.grants.push(grant);
    if (form.get("resource") !== `${state.url}/mcp`) return [400, { error: "invalid_target" }];
    if (grant === "authorization_code") {
      const code = codes.get(form.get("code") ?? "");
      codes.delete(form.get("code") ?? "");
      const digest = createHash("sha256")
        .update(form.get("code_verifier") ?? "")
        .digest("base64url");
      if (!code || code.challenge !== digest || code.redirectUri !== form.get("redirect_uri"))
        return [400, { error: "invalid_grant" }];
      return [200, issue(code.scope)];
    }
    const held = refresh.get(form.get("refresh_token") ?? "");
    refresh.delete(form.get("refresh_token") ?? "");
    if (!held || state.refusesRefresh) return [400, { error: "invalid_grant", error_description: "It has ended." }];
    return [200, issue(held.scope)];
  }

  function mcp(request: IncomingMessage, body: Json): [number, Json | null, Record<string, string>] {
    const bearer = request.headers.authorization ?? null;
    state.bearers.push(bearer);
    const known = access.get(bearer?.replace(/^Bearer /, "") ?? "");
    const metadata = `resource_metadata="${state.url}/.well-known/oauth-protected-resource/mcp"`;
    if (!known) return [401, { error: "no" }, { "www-authenticate": `Bearer ${metadata}, scope="read"` }];
    const answer = (result: Json): [number, Json, Record<string, string>] => [
      200,
      { jsonrpc: "2.0", id: body.id, result },
      {},
    ];
    const { protocolVersion } = (body.params ?? {}) as { protocolVersion?: string };
    switch (body.method) {
      case "initialize":
        return answer({
          protocolVersion: protocolVersion ?? "2025-11-25",
          capabilities: { tools: {} },
          serverInfo: { name: "guarded", version: "1" },
        });
      case "tools/list":
        return answer({ tools: [{ name: "greet", inputSchema: { type: "object" } }] });
      case "tools/call":
        if (!known.scope.split(" ").includes(state.toolScope))
          return [
            403,
            { error: "no" },
            {
              "www-authenticate": `Bearer error="insufficient_scope", scope="${state.toolScope}", ${metadata}`,
            },
          ];
        state.calls++;
        return answer({ content: [{ type: "text", text: "hello" }] });
      default:
        if (body.id === undefined) return [202, null, {}];
        return [200, { jsonrpc: "2.0", id: body.id, error: { code: -32601, message: "no" } }, {}];
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", state.url);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const send = (status: number, body: Json | null, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(body === null ? "" : JSON.stringify(body));
    };
    switch (url.pathname) {
      case "/mcp":
        if (request.method !== "POST") return send(405, { error: "no" });
        return send(...mcp(request, JSON.parse(text) as Json));
      case "/.well-known/oauth-protected-resource/mcp":
        return send(200, {
          resource: `${state.url}/mcp`,
          authorization_servers: [state.url],
          scopes_supported: ["read", "write"],
        });
      case "/.well-known/oauth-authorization-server":
        return send(200, {
          issuer: state.url,
          authorization_endpoint: `${state.url}/authorize`,
          token_endpoint: `${state.url}/token`,
          registration_endpoint: `${state.url}/register`,
          revocation_endpoint: `${state.url}/revoke`,
          response_types_supported: ["code"],
          grant_types_supported: ["authorization_code", "refresh_token"],
          code_challenge_methods_supported: ["S256"],
          token_endpoint_auth_methods_supported: ["none"],
          authorization_response_iss_parameter_supported: true,
        });
      case "/register":
        return send(201, { ...(JSON.parse(text) as Json), client_id: secret("client") });
      case "/authorize": {
        const query = url.searchParams;
        const redirectUri = query.get("redirect_uri") ?? "";
        const code = secret("code");
        codes.set(code, {
          challenge: query.get("code_challenge") ?? "",
          scope: query.get("scope") ?? "",
          redirectUri,
        });
        const back = new URL(redirectUri);
        back.search = String(new URLSearchParams({ code, state: query.get("state") ?? "", iss: state.url }));
        response.writeHead(302, { location: back.href });
        return void response.end();
      }
      case "/token":
        return send(...token(new URLSearchParams(text)));
      case "/revoke":
        state.revoked.push(new URLSearchParams(text).get("token") ?? "");
        return send(200, {});
      default:
        return send(404, { error: "no" });
    }
  }

  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return state;
}

export type OAuthMcpServer = Awaited<ReturnType<typeof startOAuthMcpServer>>;
