import type { PurgeScope } from "./result-cache/purge-scope.ts";

/**
 * What modules tell each other. An event carries ids, never data: whoever hears it reads the current state, so that a
 * late or repeated event does no harm.
 */
export type CoreEvent =
  | { type: "servers.changed"; workspaceId: string; serverId: string }
  | { type: "server.status_changed"; workspaceId: string; serverId: string }
  | { type: "permissions.changed"; workspaceId: string; principalId?: string }
  | { type: "policy.changed"; workspaceId: string }
  | { type: "principals.changed"; workspaceId: string; principalId: string }
  | { type: "token.revoked"; workspaceId: string; tokenHash: string }
  | { type: "console_sessions.changed"; workspaceId: string }
  /** The in-memory snapshot of a workspace was replaced. */
  | { type: "snapshot.replaced"; workspaceId: string; version: string }
  | { type: "audit.recorded"; workspaceId: string }
  /** An approval was asked for, decided, used or ran out; `principalId` is whose call it is. */
  | { type: "approval.changed"; workspaceId: string; approvalId: string; principalId: string }
  /** A call of danger level 1 or with the obligation to notify ran. */
  | { type: "call.notified"; workspaceId: string; principalId: string; serverId: string; capabilityName: string }
  /** A principal's client applications, or the switches of one, changed. Without `clientKey`: the list did. */
  | { type: "clients.changed"; workspaceId: string; principalId: string; clientKey?: string }
  /** A principal entered or took back values of their own for a server. */
  | { type: "server_values.changed"; workspaceId: string; serverId: string; principalId: string }
  /** An MCP session of the principal opened or ended. */
  | { type: "mcp_sessions.changed"; workspaceId: string; principalId: string }
  | { type: "network.changed"; workspaceId: string }
  /** The address rules and limits in memory were replaced: what is open is looked at again. */
  | { type: "network.replaced"; workspaceId: string }
  | { type: "workspaces.changed"; workspaceId: string }
  | { type: "oauth_clients.changed"; workspaceId: string }
  /** How agents meet their tools, for a principal or (without one) for the workspace. */
  | { type: "discovery.changed"; workspaceId: string; principalId?: string }
  | { type: "cache_policies.changed"; workspaceId: string }
  /** Kept answers were forgotten; every process forgets its own. */
  | { type: "cache.purged"; workspaceId: string; purge: PurgeScope }
  /** A server said that its lists changed, whether they did or not. */
  | { type: "server.lists_changed"; workspaceId: string; serverId: string }
  /** A server said that a resource changed. */
  | { type: "resource.updated"; workspaceId: string; serverId: string; uri: string };

/** Port: carries events to every subscriber of this process, and with other adapters to other processes. */
export interface EventBus {
  publish(event: CoreEvent): void;
  /** A subscriber that throws is logged and hurts nobody else. Returns the function that ends the subscription. */
  subscribe(listener: (event: CoreEvent) => void): () => void;
}
