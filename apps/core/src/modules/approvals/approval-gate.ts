import { CoreError } from "../../errors.ts";
import { adminEntry } from "../audit/admin-entry.ts";
import type { ApprovalState, CallToApprove, SealedApproval } from "./approval.ts";
import { announce, type ApprovalsDeps } from "./approval-deps.ts";
import { createAskApproval, digestOf } from "./ask-approval.ts";
import type { ExpireApprovals } from "./expire-approvals.ts";
import { openEdit } from "./sealed-call.ts";

const gone = (): CoreError =>
  new CoreError("approval.not_found", "The approval of this call does not exist any more. Make the call again.");

/** An end that could not be stored is stored later, or the same call could not be asked about again before a restart. */
const STORE_AGAIN_AFTER_MS = 5_000;
const STORE_ATTEMPTS = 100;

/** What the enforcement point does with approvals: ask, look again, use once, say how it ended. */
export function createApprovalGate(deps: ApprovalsDeps, expiring: ExpireApprovals) {
  const { store, audit, clock, vault, events, log } = deps;
  const ask = createAskApproval(deps, expiring);

  const toState = (approval: SealedApproval): ApprovalState => ({
    approvalId: approval.id,
    status: approval.status,
    callDigest: approval.callDigest,
    policyVersion: approval.policyVersion,
    expiresAt: approval.expiresAt,
    isSteppedUp: approval.isSteppedUp,
    editedArguments: openEdit(vault, approval),
    decidedBy: approval.decidedByHandle,
    decisionReason: approval.decisionReason,
    outcomeReason: approval.outcomeReason,
  });

  const require = async (workspaceId: string, approvalId: string): Promise<SealedApproval> => {
    const approval = await store.find(workspaceId, approvalId);
    if (!approval) throw gone();
    return approval;
  };

  const finish = async (
    workspaceId: string,
    approvalId: string,
    status: "executed" | "failed",
    reason: string | null,
    attempt = 1,
  ): Promise<void> => {
    try {
      if (await store.finish(workspaceId, approvalId, status, clock.now(), reason))
        announce(events, await require(workspaceId, approvalId));
    } catch (error) {
      log.error({ err: error, approvalId, attempt }, "the end of an approved call could not be stored");
      if (attempt < STORE_ATTEMPTS)
        clock.after(STORE_AGAIN_AFTER_MS, () => void finish(workspaceId, approvalId, status, reason, attempt + 1));
    }
  };

  return {
    digestOf,
    ask: async (call: CallToApprove): Promise<ApprovalState> => toState(await ask(call)),

    /** As it stands now. Throws approval.not_found when its principal or server was removed. */
    async read(workspaceId: string, approvalId: string): Promise<ApprovalState> {
      const approval = await require(workspaceId, approvalId);
      return toState((await expiring.lapse(approval)) ? await require(workspaceId, approvalId) : approval);
    },

    /**
     * Takes the approval for this one call; false: another call took it, or its time is over (A53). The record comes
     * first and has to reach the store, not the spool: without it nothing dangerous runs (A57).
     */
    async claim(call: CallToApprove, approvalId: string): Promise<boolean> {
      const { caller, server, capability } = call;
      const { workspaceId } = caller.principal;
      const about = {
        serverId: server.serverId,
        capabilityKind: capability.kind,
        capabilityName: capability.name,
        requestId: call.requestId,
        sessionId: call.request.session?.id ?? null,
      };
      const detail = { approvalId };
      await audit.record(adminEntry(caller, "approval.claim", detail, about), { mustBeStored: true });
      const approval = await require(workspaceId, approvalId);
      if (await store.claim(workspaceId, approvalId, clock.now())) {
        announce(events, approval);
        return true;
      }
      const reason = "It was used by another call already, or its time is over.";
      await audit.record(adminEntry(caller, "approval.claim", detail, { ...about, outcome: "denied", reason }));
      return false;
    },

    /** Voids what no longer speaks about the call. */
    async expire(workspaceId: string, approvalId: string, reason: string): Promise<void> {
      await expiring.expire(await require(workspaceId, approvalId), reason);
    },

    /** Says how the call ended. Never rejects: the call was made, whatever becomes of this. */
    finish: (
      workspaceId: string,
      approvalId: string,
      status: "executed" | "failed",
      reason: string | null,
    ): Promise<void> => finish(workspaceId, approvalId, status, reason),
  };
}
