import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";

export interface GuardedServer {
  /** Of the MCP server. */
  url: string;
  /** Of its authorization server. */
  issuer: string;
  /** Access tokens that are good now, each with the refresh token that came along. */
  tokens: ReadonlyMap<string, string>;
  /** Whether clients may register themselves. */
  registers: boolean;
  /** What a token needs; all of them are for `notes:read`. */
  scope: string;
  stop: () => Promise<unknown>;
}

/** What an authorization request asked for, kept until its code is redeemed. */
interface Asked {
  challenge: string;
  redirectUri: string;
}

/**
 * An MCP server that wants an access token, and the authorization server that issues it after a click on "Allow": RFC
 * 9728, RFC 8414, RFC 7591, PKCE, RFC 9207 and RFC 7009, on a port of its own.
 */
export async function startGuardedServer(): Promise<GuardedServer> {
  const tokens = new Map<string, string>();
  const codes = new Map<string, Asked>();
  let issuer = "";
  const json = (response: ServerResponse, body: unknown, status = 200) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

  const sendBack = (response: ServerResponse, asked: URLSearchParams, answer: Record<string, string>) => {
    const back = new URL(asked.get("redirect_uri") ?? "");
    back.search = new URLSearchParams({ ...answer, state: asked.get("state") ?? "", iss: issuer }).toString();
    response.writeHead(302, { location: back.href }).end();
  };
  const pages: Record<string, (request: IncomingMessage, response: ServerResponse) => unknown> = {
    "/.well-known/oauth-protected-resource/mcp": (_request, response) =>
      json(response, { resource: `${issuer}/mcp`, authorization_servers: [issuer], scopes_supported: ["notes:read"] }),
    "/.well-known/oauth-authorization-server": (_request, response) => json(response, metadataOf(issuer)),
    "/register": async (request, response) =>
      guarded.registers
        ? json(response, { ...(JSON.parse(await text(request)) as object), client_id: "core-of-the-test" }, 201)
        : json(response, { error: "access_denied", error_description: "Ask us first." }, 403),
    "/authorize": (request, response) =>
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(consentPage(request.url ?? "")),
    "/allow": async (request, response) => {
      const asked = new URLSearchParams(await text(request));
      const code = randomUUID();
      const redirectUri = asked.get("redirect_uri") ?? "";
      codes.set(code, { challenge: asked.get("code_challenge") ?? "", redirectUri });
      sendBack(response, asked, { code });
    },
    "/refuse": async (request, response) =>
      sendBack(response, new URLSearchParams(await text(request)), { error: "access_denied" }),
    "/token": async (request, response) => {
      const form = new URLSearchParams(await text(request));
      const asked = codes.get(form.get("code") ?? "");
      codes.delete(form.get("code") ?? "");
      const proof = createHash("sha256")
        .update(form.get("code_verifier") ?? "")
        .digest("base64url");
      if (asked?.challenge !== proof || asked.redirectUri !== form.get("redirect_uri"))
        return json(response, { error: "invalid_grant" }, 400);
      const [token, refreshToken] = [randomUUID(), randomUUID()];
      tokens.set(token, refreshToken);
      return json(response, {
        access_token: token,
        token_type: "Bearer",
        expires_in: 3600,
        refresh_token: refreshToken,
        scope: "notes:read",
      });
    },
    "/revoke": async (request, response) => {
      const revoked = new URLSearchParams(await text(request)).get("token") ?? "";
      for (const [token, refreshToken] of tokens)
        if (revoked === token || revoked === refreshToken) tokens.delete(token);
      response.writeHead(200).end();
    },
    "/mcp": async (request, response) => {
      const metadata = `${issuer}/.well-known/oauth-protected-resource/mcp`;
      if (tokens.has(/^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "")) {
        if (guarded.scope === "notes:read") return answerMcp(request, response);
        const lacks = `Bearer error="insufficient_scope", scope="${guarded.scope}", resource_metadata="${metadata}"`;
        return response.writeHead(403, { "www-authenticate": lacks }).end();
      }
      return response.writeHead(401, { "www-authenticate": `Bearer resource_metadata="${metadata}"` }).end();
    },
  };
  const server = createServer((request, response) => {
    const page = pages[new URL(request.url ?? "/", "http://127.0.0.1").pathname];
    if (page) void page(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const guarded: GuardedServer = {
    url: `${issuer}/mcp`,
    issuer,
    tokens,
    registers: true,
    scope: "notes:read",
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
  return guarded;
}

const metadataOf = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  registration_endpoint: `${issuer}/register`,
  revocation_endpoint: `${issuer}/revoke`,
  response_types_supported: ["code"],
  grant_types_supported: ["authorization_code", "refresh_token"],
  code_challenge_methods_supported: ["S256"],
  token_endpoint_auth_methods_supported: ["none"],
  authorization_response_iss_parameter_supported: true,
});

/** Its form carries on what the request asked for. */
function consentPage(url: string): string {
  const asked = [...new URL(url, "http://127.0.0.1").searchParams];
  const escape = (value: string) => value.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const fields = asked.map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`);
  return `<!doctype html><title>Notes Inc.</title><h1>May Peta use your notes?</h1>
<form method="post" action="/allow">${fields.join("")}<button>Allow</button>
<button formaction="/refuse">Refuse</button></form>`;
}

/** A server without sessions that has one tool. */
async function answerMcp(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const server = new McpServer({ name: "notes-inc", version: "1.0.0" });
  server.registerTool("list_notes", { description: "Lists your notes" }, () => ({
    content: [{ type: "text", text: "milk, bread" }],
  }));
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  response.on("close", () => void transport.close());
  await server.connect(transport);
  await transport.handleRequest(request, response);
}
