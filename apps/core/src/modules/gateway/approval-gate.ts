import type { ApprovalState, CallToApprove } from "../approvals/index.ts";

/** Port: questions to people about calls. `modules/approvals` stands behind it; nothing here approves anything. */
export interface ApprovalGate {
  /** What an approval of this call is bound to. Throws input.invalid. */
  digestOf(call: CallToApprove): string;
  /** The approval that speaks about this very call, or a new question. Throws approval.limit, audit.unavailable. */
  ask(call: CallToApprove): Promise<ApprovalState>;
  /** As it stands now. Throws approval.not_found. */
  read(workspaceId: string, approvalId: string): Promise<ApprovalState>;
  /** Takes an approved one for this one call; false: somebody else has, or its time is over. */
  claim(call: CallToApprove, approvalId: string): Promise<boolean>;
  /** Voids one that no longer speaks about the call. */
  expire(workspaceId: string, approvalId: string, reason: string): Promise<void>;
  /** Says how a claimed call ended. Never rejects. */
  finish(workspaceId: string, approvalId: string, status: "executed" | "failed", reason: string | null): Promise<void>;
}
