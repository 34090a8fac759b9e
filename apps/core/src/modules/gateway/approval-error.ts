import type { ErrorCode } from "@peta/contract";
import { CoreError } from "../../errors.ts";
import type { ApprovalState } from "../approvals/index.ts";
import { iso } from "../iso-time.ts";

/** Why a call did not run, with the approval it hangs on, so that a client can come back to it. */
export class ApprovalError extends CoreError {
  readonly approval: ApprovalState;
  /** The capability's own name. */
  readonly capabilityName: string;
  /** The tool promised structured content: an answer without it has to be an error (MCP, tools, output schema). */
  readonly promisesOutput: boolean;

  constructor(
    code: Extract<ErrorCode, `approval.${string}`>,
    message: string,
    approval: ApprovalState,
    { name, definition }: { name: string; definition: Record<string, unknown> },
  ) {
    super(code, message);
    this.name = "ApprovalError";
    this.approval = approval;
    this.capabilityName = name;
    this.promisesOutput = definition.outputSchema !== undefined;
  }
}

/** What the client is told of an approval that lets no call through. `why`: the policy's sentence. */
export function approvalError(
  approval: ApprovalState,
  capability: { name: string; definition: Record<string, unknown> },
  why: string,
): ApprovalError {
  const { approvalId, status } = approval;
  const by = approval.decidedBy === null ? "A person" : `"${approval.decidedBy}"`;
  if (status === "rejected") {
    const reason = approval.decisionReason?.trim();
    const said = reason ? ` Reason: ${reason}${/[.!?…]$/.test(reason) ? "" : "."}` : "";
    const text = `${by} rejected this call (${approvalId}).${said} It was not made. Do not repeat it as it is.`;
    return new ApprovalError("approval.rejected", text, approval, capability);
  }
  if (status === "pending") {
    const text = `${why} The call was not made yet: it waits for a decision as ${approvalId} until ${iso(approval.expiresAt)}. Repeat exactly the same call later: once it is approved, that call runs.`;
    return new ApprovalError("approval.pending", text, approval, capability);
  }
  if (status === "executing") {
    const text = `The same call is being made under the approval ${approvalId} just now. An approval is good for one call: repeat this one when that has ended, to ask anew.`;
    return new ApprovalError("approval.pending", text, approval, capability);
  }
  const what =
    status === "expired"
      ? `The approval ${approvalId} has expired. ${approval.outcomeReason ?? ""}`.trim()
      : `The approval ${approvalId} was used by another call with the same content; it is good for one.`;
  const text = `${what} This call was not made. Repeat it to ask anew.`;
  return new ApprovalError("approval.expired", text, approval, capability);
}
