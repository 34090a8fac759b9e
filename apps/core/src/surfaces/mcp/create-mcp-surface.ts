import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../adapters/clock.ts";
import type { Gateway } from "../../modules/gateway/index.ts";
import type { Log } from "../../modules/log.ts";
import type { TokenIdentity } from "../../modules/principals/authenticate-token.ts";

export interface McpLimits {
  /** Bytes of one request's body. */
  bodyBytes: number;
  /** Nesting of one message. */
  depth: number;
  /** How long a body may take to arrive. */
  bodyTimeoutMs: number;
  sessionsPerPrincipal: number;
  /** Open event streams (GET and subscriptions/listen) of one principal. */
  streamsPerPrincipal: number;
  /** A session without a request and without an open stream ends after this. */
  sessionIdleMs: number;
  /** Comment lines keep a quiet stream alive; a call that takes longer than this is answered as a stream. */
  keepAliveMs: number;
}

export const DEFAULT_MCP_LIMITS: McpLimits = {
  bodyBytes: 4 * 1024 * 1024,
  depth: 64,
  bodyTimeoutMs: 30_000,
  sessionsPerPrincipal: 200,
  streamsPerPrincipal: 200,
  sessionIdleMs: 30 * 60_000,
  keepAliveMs: 15_000,
};

export interface McpSurfaceDeps {
  gateway: Gateway;
  /** Throws or rejects with a CoreError: auth.invalid_token and what it names. */
  authenticate: (token: string) => TokenIdentity | Promise<TokenIdentity>;
  /** `origin` and `host` as the headers say; the front decides what is allowed. */
  isAllowedOrigin: (origin: string, req: IncomingMessage) => boolean;
  isAllowedHost: (host: string | undefined) => boolean;
  clock: Clock;
  limits: McpLimits;
  serverInfo: { name: string; version: string };
  /** Where the protected-resource metadata is, once there is an authorization server. */
  resourceMetadataUrl?: (req: IncomingMessage) => string;
  /** Address of the client as the front sees it. Default: the socket's. */
  clientAddress?: (req: IncomingMessage) => string | null;
  newSessionId?: () => string;
  log?: Log;
}

export interface McpSurface {
  /** Answers one request for `/mcp`. Never throws. */
  handle(req: IncomingMessage, res: ServerResponse): void;
  /** Ends every session and stream; resolves when requests under way are answered. */
  close(): Promise<void>;
  sessionCount(): number;
}

export function createMcpSurface(deps: McpSurfaceDeps): McpSurface {
  throw new Error(`not built yet: ${deps.limits.depth}`);
}
