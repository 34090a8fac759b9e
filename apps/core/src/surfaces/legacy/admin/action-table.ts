import type { AdminAction } from "./action.ts";
import { approvalActions } from "./actions/approvals.ts";
import { ipListActions } from "./actions/ip-list.ts";
import { laterActions } from "./actions/later.ts";
import { logActions } from "./actions/logs.ts";
import { policySetActions } from "./actions/policy-sets.ts";
import { proxyActions } from "./actions/proxy.ts";
import { queryActions } from "./actions/queries.ts";
import { serverActions } from "./actions/servers.ts";
import { userActions } from "./actions/users.ts";
import type { AdminDeps } from "./deps.ts";

/** Every action code of the wire, those that are not available yet included, by number. */
export const createActionTable = (deps: AdminDeps): AdminAction[] =>
  [
    ...userActions(deps),
    ...serverActions(deps),
    ...queryActions(deps),
    ...ipListActions(deps),
    ...proxyActions(deps),
    ...logActions(deps),
    ...policySetActions(deps),
    ...approvalActions(deps),
    ...laterActions,
  ].sort((a, b) => a.code - b.code);
