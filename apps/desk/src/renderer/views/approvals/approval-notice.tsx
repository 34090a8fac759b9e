import type { ApprovalDetail } from "@peta/contract";
import { Callout, RelativeTime } from "@peta/ui";
import type { ReactNode } from "react";
import { decisionWords } from "./approval-words.ts";

export interface ApprovalNoticeProps {
  approval: ApprovalDetail;
  /** It waited when the person came to it. */
  wasOpen: boolean;
  /** And was not decided in this window. */
  wasTaken: boolean;
  myId: string | undefined;
}

/** What became of it, or why one may not decide. Nothing while one may. */
export function ApprovalNotice({ approval, wasOpen, wasTaken, myId }: ApprovalNoticeProps) {
  if (approval.status === "pending") {
    if (approval.mayDecide !== false) return null;
    return <Callout title="You may not decide this one">{approval.mayNotDecideBecause}</Callout>;
  }
  if (approval.status === "expired")
    return (
      <Callout tone="warning" title={wasTaken ? "Its time ran out" : "It expired"} live={wasOpen}>
        {approval.outcomeReason ?? "Nobody decided in time."} {approval.principalName} has to ask anew.
      </Callout>
    );
  const words = decisionWords(approval, myId);
  const isFaster = wasTaken && approval.decidedBy !== myId;
  return (
    <Callout
      tone={approval.status === "failed" ? "warning" : approval.status === "rejected" ? "info" : "success"}
      title={isFaster ? "Somebody else was faster: the first decision holds" : words}
      live={wasOpen}
    >
      {isFaster && `${words}. `}
      {approval.decisionReason && `“${approval.decisionReason}” `}
      {outcomeOf(approval)}
      {approval.decidedAt && (
        <span className="text-text-muted">
          {" "}
          Decided <RelativeTime at={approval.decidedAt} />.
        </span>
      )}
    </Callout>
  );
}

function outcomeOf({ status, outcomeReason, expiresAt, principalName }: ApprovalDetail): ReactNode {
  switch (status) {
    case "approved":
      return (
        <>
          {principalName} may make exactly this call, once, until <RelativeTime at={expiresAt} />.
        </>
      );
    case "executing":
      return "The call is running.";
    case "executed":
      return "The call was made.";
    case "failed":
      return outcomeReason ?? "The call was made, and failed.";
    default:
      return null;
  }
}
