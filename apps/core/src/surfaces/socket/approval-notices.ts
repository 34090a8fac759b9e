import type { ApprovalDetail, ApprovalStatus, ApprovalView, NotificationMap, SocketNotification } from "@peta/contract";
import { notification } from "./notification.ts";
import { redactArguments } from "./redacted-arguments.ts";

const viewOf = (detail: ApprovalDetail): ApprovalView => {
  const { arguments: _a, editedArguments: _e, previousArguments: _p, definition: _d, ...view } = detail;
  return view;
};

const notice = ({ approvalId, name }: ApprovalView) => ({ id: approvalId, resumeToken: approvalId, toolName: name });

/** Ids of rules; layers and danger levels are named `layer:...` and `danger:...`. */
const isRule = (by: string): boolean => !by.includes(":");

/**
 * A pending approval as `approval_created` and `get_pending_approvals` show it.
 * @param serverId what the server is called on the legacy wires
 */
export function createdNotice(detail: ApprovalDetail, serverId: string): NotificationMap["approval_created"] {
  return {
    ...notice(detail),
    serverId,
    redactedArgs: redactArguments(detail.arguments),
    status: detail.status.toUpperCase(),
    policyVersion: detail.policyVersion,
    matchedRuleId: detail.determinedBy.find(isRule) ?? null,
    reason: detail.reason,
    createdAt: detail.createdAt,
    expiresAt: detail.expiresAt,
    approval: viewOf(detail),
  };
}

/** An approval as one of its viewers sees it, and what its server is called on the legacy wires. */
export interface ToldApproval {
  detail: ApprovalDetail;
  serverId: string;
}

type Step = "created" | "decided" | "expired" | "executed" | "failed";

/** What a device that knows an approval as `told` has to hear, now that it is `status`. */
export function stepsTo(told: ApprovalStatus | undefined, status: ApprovalStatus): Step[] {
  if (told === status) return [];
  if (status === "pending") return ["created"];
  if (status === "expired") return ["expired"];
  if (status === "approved" || status === "rejected") return ["decided"];
  // A device that saw the question hears its answer, also when the call was quicker.
  const decided: Step[] = told === "pending" ? ["decided"] : [];
  return status === "executing" ? decided : [...decided, status];
}

/** The notification of one step. @param now milliseconds since 1970 */
export function approvalNotification(step: Step, { detail, serverId }: ToldApproval, now: number): SocketNotification {
  const view = viewOf(detail);
  const about = { ...notice(view), approval: view };
  const call = view.canonicalName;
  switch (step) {
    case "created":
      return notification(
        "approval_created",
        "warning",
        `${view.summary} It needs your approval.`,
        createdNotice(detail, serverId),
        now,
      );
    case "decided": {
      const decision = view.status === "rejected" ? "REJECTED" : "APPROVED";
      const by = view.decidedBy === null ? "" : ` by ${view.decidedBy}`;
      return notification(
        "approval_decided",
        decision === "APPROVED" ? "success" : "warning",
        `${call} was ${decision.toLowerCase()}${by}.`,
        { ...about, decision, ...(view.decisionReason !== null && { reason: view.decisionReason }) },
        now,
      );
    }
    case "expired":
      return notification("approval_expired", "info", `The approval of ${call} has expired.`, about, now);
    case "executed": {
      const data = { ...about, executionResultAvailable: false };
      return notification("approval_executed", "success", `${call} has run.`, data, now);
    }
    case "failed": {
      const error = view.outcomeReason ?? "The call failed.";
      return notification("approval_failed", "error", `${call} has failed.`, { ...about, error }, now);
    }
  }
}
