import { type ApprovalDetail, type ApprovalView, canonicalName, type SelfApproval } from "@peta/contract";
import { iso, isoOrNull } from "../iso-time.ts";
import type { Json } from "../json.ts";
import type { Caller } from "../principals/principal.ts";
import type { ApprovalRecord } from "./approval.ts";
import { whyMayNotDecide } from "./may-decide.ts";
import type { CallContent } from "./sealed-call.ts";

/** As every wire shows it to this caller. */
export function toApprovalView(approval: ApprovalRecord, caller: Caller, selfApproval: SelfApproval): ApprovalView {
  const isPending = approval.status === "pending";
  const because = isPending ? whyMayNotDecide(caller, approval, selfApproval) : null;
  return {
    approvalId: approval.id,
    status: approval.status,
    principalId: approval.principalHandle,
    principalName: approval.principalName,
    ownerId: approval.ownerHandle,
    clientName: approval.clientName,
    serverId: approval.serverId,
    serverName: approval.serverName,
    kind: approval.kind,
    name: approval.name,
    canonicalName: canonicalName(approval.serverId, approval.name),
    title: approval.title,
    dangerLevel: approval.dangerLevel,
    needsStepUp: approval.needsStepUp,
    summary: approval.summary,
    reason: approval.reason,
    determinedBy: [...approval.determinedBy],
    requireReason: approval.requireReason,
    isEdited: approval.isEdited,
    createdAt: iso(approval.createdAt),
    expiresAt: iso(approval.expiresAt),
    decidedAt: isoOrNull(approval.decidedAt),
    decidedBy: approval.decidedByHandle,
    decisionChannel: approval.decisionChannel,
    decisionReason: approval.decisionReason,
    outcomeReason: approval.outcomeReason,
    mayDecide: isPending ? because === null : null,
    mayNotDecideBecause: because,
  };
}

/** With everything that will be sent. */
export const toApprovalDetail = (
  approval: ApprovalRecord,
  caller: Caller,
  selfApproval: SelfApproval,
  content: CallContent,
  editedArguments: Json | null,
  previousArguments: Json | null,
): ApprovalDetail => ({
  ...toApprovalView(approval, caller, selfApproval),
  arguments: content.arguments,
  editedArguments,
  statedReason: content.statedReason,
  callDigest: approval.callDigest,
  definition: content.definition,
  previousArguments,
  policyVersion: String(approval.policyVersion),
});
