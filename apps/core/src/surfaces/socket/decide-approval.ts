import { type ApprovalDecideAck, approvalDecidePayloadSchema, type ErrorCode } from "@peta/contract";
import { toPublicError } from "../../errors.ts";
import type { Caller } from "../../modules/principals/principal.ts";
import { parsePayload } from "./parse-payload.ts";
import type { ApprovalModules } from "./push-approvals.ts";

const INVALID = "Invalid approval_decide payload";
const OVER = "Decision failed: request not pending or already expired";

/** The legacy sentences. What is not named here failed in a way that the legacy wire has no words for. */
const sentences: Partial<Record<ErrorCode, string>> = {
  "input.invalid": INVALID,
  "approval.not_found": "Approval request not found",
  "approval.not_decider": "Approval request does not belong to user",
  "auth.forbidden": "Approval request does not belong to user",
  "approval.not_pending": OVER,
  "approval.expired": OVER,
};

const idOf = (payload: unknown): string => {
  const id = typeof payload === "object" && payload !== null ? (payload as { id?: unknown }).id : undefined;
  return typeof id === "string" ? id.slice(0, 64) : "";
};

/** What a decision that was not taken is answered with. */
export function refuseDecision(payload: unknown, error: unknown): ApprovalDecideAck {
  const { code, message } = toPublicError(error);
  return {
    success: false,
    id: idOf(payload),
    error: sentences[code] ?? "Failed to process approval decision",
    code,
    message,
  };
}

/** Decides as the typed API does. Throws what the module throws. */
export async function decideApproval(
  approvals: Pick<ApprovalModules, "decide">,
  caller: Caller,
  payload: unknown,
): Promise<ApprovalDecideAck> {
  const { id, decision, reason, arguments: edited, password } = parsePayload(approvalDecidePayloadSchema, payload);
  await approvals.decide(caller, {
    approvalId: id,
    decision: decision === "APPROVED" ? "approve" : "reject",
    ...(reason !== undefined && reason !== null && { reason }),
    ...(edited !== undefined && { arguments: edited }),
    ...(password !== undefined && { password }),
  });
  return { success: true, id, decision };
}
