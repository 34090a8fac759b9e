import type { ApprovalsDeps } from "./approval-deps.ts";
import { createApprovalGate } from "./approval-gate.ts";
import { createApprovalSettings } from "./approval-settings.ts";
import { createDecideApproval } from "./decide-approval.ts";
import { createExpireApprovals } from "./expire-approvals.ts";
import { createReadApprovals } from "./read-approvals.ts";

export type { ApprovalState, CallToApprove } from "./approval.ts";
export { type ApprovalsDeps, DEFAULT_ASKING_LIMITS } from "./approval-deps.ts";

/** Questions to people about exact calls: durable, used once, bound to what was asked. Nothing approves by itself. */
export function createApprovalsModule(deps: ApprovalsDeps) {
  const expiring = createExpireApprovals(deps);
  const read = createReadApprovals(deps, expiring);
  const settings = createApprovalSettings(deps);
  return {
    list: read.list,
    get: read.get,
    count: read.count,
    decide: createDecideApproval(deps, read, expiring),
    settings: settings.get,
    updateSettings: settings.update,
    /** For the enforcement point alone. */
    gate: createApprovalGate(deps, expiring),
    start: expiring.start,
    close: expiring.close,
  };
}

export type ApprovalsModule = ReturnType<typeof createApprovalsModule>;
