import type { Clock } from "../../adapters/clock.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { EventBus } from "../events.ts";
import type { Caller, Principal } from "../principals/principal.ts";
import { createExplainDecision } from "./explain-decision.ts";
import type { PermissionStore } from "./permission-store.ts";
import { createPolicySets } from "./policy-sets.ts";
import { createSetPermission } from "./set-permission.ts";
import { createShowPermissions } from "./show-permissions.ts";
import type { Snapshots } from "./snapshots.ts";

export { createSnapshots } from "./snapshots.ts";
export type { SnapshotSource, WorkspaceSnapshot } from "./workspace-snapshot.ts";

export interface PermissionsDeps {
  store: PermissionStore;
  snapshots: Snapshots;
  findPrincipal: (workspaceId: string, handle: string) => Promise<Principal>;
  resolveSubject: (caller: Caller, handle: string | undefined) => Promise<Principal>;
  audit: AuditRecorder;
  events: EventBus;
  clock: Clock;
}

/** Who may do what: the administrators' switches, the rules, and why a decision is as it is. */
export function createPermissionsModule(deps: PermissionsDeps) {
  const policySets = createPolicySets(deps);
  return {
    setPermission: createSetPermission(deps),
    showPermissions: createShowPermissions(deps),
    explainDecision: createExplainDecision(deps),
    getPolicySet: policySets.get,
    savePolicySet: policySets.save,
  };
}

export type PermissionsModule = ReturnType<typeof createPermissionsModule>;
