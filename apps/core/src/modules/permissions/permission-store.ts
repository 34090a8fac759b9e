import type { CapabilityKind, DangerLevel, RuleSource } from "@peta/policy";

/** A stored switch of layer 2. Without `capability` it is for the whole server. */
export interface GrantRecord {
  principalId: string;
  serverId: string;
  capability: { kind: CapabilityKind; name: string } | null;
  enabled: boolean;
  /** The least danger level for this principal, only of a capability. Null and nothing: the capability's own. */
  dangerLevel?: DangerLevel | null;
}

/** A stored switch of layer 3. */
export interface ClientSwitchRecord extends Omit<GrantRecord, "enabled"> {
  /** `*`: every client of the principal. */
  clientKey: string;
  /** Null: nothing said. */
  enabled: boolean | null;
  /** Null: nothing said. Only of a capability. */
  dangerLevel: DangerLevel | null;
}

export interface PolicySetRecord {
  version: number;
  rules: readonly RuleSource[];
}

/** Port: switches and rules of a workspace. Every method is scoped by the workspace it is given. */
export interface PermissionStore {
  listGrants(workspaceId: string): Promise<GrantRecord[]>;
  listClientSwitches(workspaceId: string): Promise<ClientSwitchRecord[]>;
  /** `enabled: null` takes the switch away. Throws CoreError server.not_found when the server is gone. */
  setGrant(workspaceId: string, grant: Omit<GrantRecord, "enabled"> & { enabled: boolean | null }): Promise<void>;
  /** Makes these all switches that the principal has, in one step. Throws CoreError server.not_found. */
  replaceGrants(workspaceId: string, principalId: string, grants: readonly GrantRecord[]): Promise<void>;
  /**
   * Stores what each switch says now; one that says nothing is taken away. All or none. With `onlyNarrow`, what somebody
   * else has switched off or raised meanwhile stays so (A61).
   * Throws CoreError server.not_found when a server is gone.
   */
  setClientSwitches(
    workspaceId: string,
    switches: readonly ClientSwitchRecord[],
    options: { onlyNarrow: boolean },
  ): Promise<void>;
  /** Version 0 without rules while none was saved. */
  newestPolicySet(workspaceId: string): Promise<PolicySetRecord>;
  /** False when that version exists already: somebody else saved meanwhile. */
  insertPolicySet(workspaceId: string, set: PolicySetRecord, createdById: string): Promise<boolean>;
}
