import type { PolicySnapshot } from "@peta/policy";
import type { DiscoverySettings } from "../discovery/discovery-setting.ts";
import type { CachePolicies } from "../result-cache/cache-policy.ts";
import type { CataloguedServer } from "../servers/server.ts";

/**
 * Everything a request of one workspace is decided and answered from: an immutable value in memory, replaced as a
 * whole by a newer one. INVARIANT: a decision and the list a client sees come from the same snapshot.
 */
export interface WorkspaceSnapshot {
  workspaceId: string;
  /** Grows with every replacement; part of every decision's record. */
  version: string;
  /** Of the rules in force; unlike `version` the same after a restart. Approvals are bound to it. */
  policySetVersion: number;
  policy: PolicySnapshot;
  /** By server id, in alphabetical order. */
  servers: ReadonlyMap<string, CataloguedServer>;
  /** Requests a minute that one address without a sign-in may send: the lowest of the open servers. Null: none is open. */
  anonymousRatePerMinute: number | null;
  discovery: DiscoverySettings;
  cachePolicies: CachePolicies;
}

/** Port of `modules/gateway`: the snapshot in force, without waiting and without a database read. */
export interface SnapshotSource {
  /** Throws CoreError database.unavailable while no snapshot could be read since the start. */
  current(workspaceId: string): WorkspaceSnapshot;
}
