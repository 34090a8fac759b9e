import type { Clock } from "../../adapters/clock.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { FindClient } from "../clients/find-client.ts";
import type { EventBus } from "../events.ts";
import type { FindRelated } from "../principals/find-related.ts";
import type { Caller, Principal } from "../principals/principal.ts";
import { createExplainDecision } from "./explain-decision.ts";
import type { PermissionStore } from "./permission-store.ts";
import { createPolicySets } from "./policy-sets.ts";
import { createReplacePermissions } from "./replace-permissions.ts";
import { createSetClientSwitches } from "./set-client-switches.ts";
import { createSetPermission } from "./set-permission.ts";
import { createShowClientCapabilities, type DescribeServersFor } from "./show-client-capabilities.ts";
import { createShowPermissions } from "./show-permissions.ts";
import type { Snapshots } from "./snapshots.ts";

export { createSnapshots } from "./snapshots.ts";
export { isServerOpen } from "./server-access.ts";
export type { SnapshotSource, WorkspaceSnapshot } from "./workspace-snapshot.ts";

export interface PermissionsDeps {
  store: PermissionStore;
  snapshots: Snapshots;
  findPrincipal: (workspaceId: string, handle: string) => Promise<Principal>;
  resolveSubject: (caller: Caller, handle: string | undefined) => Promise<Principal>;
  findRelated: FindRelated;
  findClient: FindClient;
  describeServersFor: DescribeServersFor;
  audit: AuditRecorder;
  events: EventBus;
  clock: Clock;
}

/** Who may do what: the administrators' switches, what people say for their clients, the rules, and why a decision is as it is. */
export function createPermissionsModule(deps: PermissionsDeps) {
  const policySets = createPolicySets(deps);
  return {
    setPermission: createSetPermission(deps),
    replacePermissions: createReplacePermissions(deps),
    /** An administrator's switches for one principal. */
    listPermissions: async (principal: Principal) =>
      (await deps.store.listGrants(principal.workspaceId)).filter((grant) => grant.principalId === principal.id),
    showPermissions: createShowPermissions(deps),
    setClientSwitches: createSetClientSwitches(deps),
    showClientCapabilities: createShowClientCapabilities(deps),
    explainDecision: createExplainDecision(deps),
    getPolicySet: policySets.get,
    savePolicySet: policySets.save,
  };
}

export type PermissionsModule = ReturnType<typeof createPermissionsModule>;
