import type { DiscoverySetting } from "./discovery-setting.ts";

export interface StoredDiscoverySetting extends DiscoverySetting {
  /** Null: the workspace's default. */
  principalHandle: string | null;
}

/** Port: discovery settings. Every method is scoped by the workspace it is given. */
export interface DiscoveryStore {
  /** The workspace's default first, then by principal and client. */
  list(workspaceId: string): Promise<StoredDiscoverySetting[]>;
  /** Stores what is said for this principal and client in place of what was said before. */
  set(workspaceId: string, setting: DiscoverySetting): Promise<void>;
  /** Nothing happens when there is none. */
  remove(workspaceId: string, principalId: string | null, clientKey: string | null): Promise<void>;
  /**
   * Which tools each principal has used most of late, by canonical name, the most used first: at most `perPrincipal` of
   * each, counted over a bounded piece of the audit.
   */
  mostUsed(workspaceId: string, perPrincipal: number): Promise<ReadonlyMap<string, readonly string[]>>;
}
