import type { WorkspaceLimits } from "@peta/contract";

export interface IpRuleRecord {
  id: string;
  /** Canonical. */
  range: string;
  note: string | null;
  createdAt: number;
  createdByHandle: string | null;
}

/** Everything that admission needs to know about one workspace. */
export interface NetworkRecord {
  ranges: readonly string[];
  limits: WorkspaceLimits;
  /** Rates of the principals that have one of their own, by principal id. */
  principalRates: ReadonlyMap<string, number>;
}

/** Port: address rules and limits. Every method is scoped by the workspace it is given. */
export interface NetworkStore {
  /** Rejects when the workspace is not there: what is unknown is never open. */
  read(workspaceId: string): Promise<NetworkRecord>;
  /** Oldest first. */
  listRules(workspaceId: string): Promise<IpRuleRecord[]>;
  /** Removes and adds together. Ranges that are there already stay as they are. */
  changeRules(
    workspaceId: string,
    change: {
      add: readonly { id: string; range: string; note: string | null; createdAt: number }[];
      removeIds: readonly string[];
      createdById: string | null;
    },
  ): Promise<void>;
  setLimits(workspaceId: string, limits: WorkspaceLimits): Promise<void>;
  /** Throws CoreError principal.not_found when the principal is gone. */
  setPrincipalRate(workspaceId: string, principalId: string, perMinute: number | null): Promise<void>;
}
