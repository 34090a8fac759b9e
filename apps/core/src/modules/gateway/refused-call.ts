import type { ErrorCode } from "@peta/contract";
import { CoreError } from "../../errors.ts";
import type { Json } from "../json.ts";
import { ApprovalError } from "./approval-error.ts";

const REFUSED_BY_POLICY: ReadonlySet<string> = new Set<ErrorCode>([
  "permission.denied",
  "permission.approval_required",
  "approval.pending",
  "approval.rejected",
  "approval.expired",
  "approval.limit",
  "server.values_missing",
]);

/** A denied tool call is an answer that the model should read, not a fault of the protocol: docs/adr/0006. */
export const isToolDenial = (error: unknown, method: string): error is CoreError =>
  method === "tools/call" && error instanceof CoreError && REFUSED_BY_POLICY.has(error.code);

const KINDS: Partial<Record<CoreError["code"], string>> = {
  "approval.pending": "approval_pending",
  "approval.rejected": "approval_rejected",
  "approval.expired": "approval_expired",
};

/**
 * What a program learns of an approval that lets no call through: `_meta.approval` of a tool's result, `data.approval`
 * of an error. Null for other errors.
 */
export function approvalNote(error: unknown): Json | null {
  if (error instanceof ApprovalError) {
    const { approvalId, status, policyVersion, callDigest } = error.approval;
    return {
      kind: KINDS[error.code] ?? "approval",
      approvalRequestId: approvalId,
      // Kept for clients that know the name: the same call, made again, is what resumes.
      resumeToken: approvalId,
      requestHash: callDigest,
      status,
      toolName: error.capabilityName,
      policyVersion: String(policyVersion),
    };
  }
  const { code, retryAfterSeconds } = error as Partial<CoreError>;
  return code === "approval.limit" ? { kind: "approval_rate_limited", retryAfterSeconds } : null;
}

/** The result of a tool call that did not run, for the model to read. Waiting is no error, unless it would break a promise. */
export function denialResult(error: CoreError): Json {
  const approval = approvalNote(error);
  const isWaiting = error instanceof ApprovalError && error.code === "approval.pending" && !error.promisesOutput;
  return {
    content: [{ type: "text", text: error.message }],
    isError: !isWaiting,
    _meta: { "peta/code": error.code, ...(approval && { approval }) },
  };
}
