/** The answer of a server: a result or a JSON-RPC error, untouched. */
export type ServerOutcome =
  | { kind: "result"; result: Record<string, unknown> }
  | { kind: "error"; error: { code: number; message: string; data?: unknown } };

export interface ServerNotification {
  method: string;
  params?: Record<string, unknown>;
}

export interface ServerRequestOptions {
  /** Aborting tells the server (`notifications/cancelled`, or the stream is closed) and rejects with `request.cancelled`. */
  signal?: AbortSignal;
  timeoutMs: number;
  /**
   * Hears the notifications that belong to this request (progress, messages). When given, Core asks the server for
   * progress under a token of its own; the caller puts the client's token back.
   */
  onNotification?: (notification: ServerNotification) => void;
  /** The MCP client's own description, passed on as `clientInfo` where the protocol allows it; display only. */
  clientInfo?: { name: string; version: string };
  /** For whom: a server that takes values of its users is started with theirs. */
  onBehalfOf?: { principalId: string; ownerId: string | null };
}

/**
 * Port of `modules/gateway`: sends one request to a server of a workspace, over whatever connection serves it.
 * Rejects with a CoreError: server.not_found, server.disabled, server.start_failed, server.unreachable,
 * server.protocol_error, server.timeout, server.died, server.busy, request.cancelled. Never retries a request.
 */
export interface ServerLink {
  request(
    workspaceId: string,
    serverId: string,
    method: string,
    params: Record<string, unknown>,
    options: ServerRequestOptions,
  ): Promise<ServerOutcome>;
}
