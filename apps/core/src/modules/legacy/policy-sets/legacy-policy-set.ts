/** A policy set as its author wrote it. */
export interface LegacyPolicySet {
  id: string;
  /** Id on the wire; null: every server. */
  serverId: string | null;
  version: number;
  status: "active" | "archived";
  /** JSON text. */
  source: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  updatedAt: number;
}

/** Port: the policy sets of a workspace, oldest first. What decides is not read from here. */
export interface LegacyPolicySetStore {
  list(workspaceId: string): Promise<LegacyPolicySet[]>;
  /** Inserts or replaces. */
  save(workspaceId: string, set: LegacyPolicySet): Promise<void>;
  remove(workspaceId: string, id: string): Promise<void>;
}
