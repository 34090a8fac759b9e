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
  | { type: "audit.recorded"; workspaceId: string };

/** Port: carries events to every subscriber of this process, and with other adapters to other processes. */
export interface EventBus {
  publish(event: CoreEvent): void;
  /** A subscriber that throws is logged and hurts nobody else. Returns the function that ends the subscription. */
  subscribe(listener: (event: CoreEvent) => void): () => void;
}
