import type { CapabilityKind, DangerLevel, RuleSource } from "@peta/policy";

/** A stored switch of layer 2. Without `capability` it is for the whole server. */
export interface GrantRecord {
  principalId: string;
  serverId: string;
  capability: { kind: CapabilityKind; name: string } | null;
  enabled: boolean;
}

/** A stored switch of layer 3. */
export interface ClientSwitchRecord extends GrantRecord {
  clientKey: string;
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
  /** Version 0 without rules while none was saved. */
  newestPolicySet(workspaceId: string): Promise<PolicySetRecord>;
  /** False when that version exists already: somebody else saved meanwhile. */
  insertPolicySet(workspaceId: string, set: PolicySetRecord, createdById: string): Promise<boolean>;
}
