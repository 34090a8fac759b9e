import { Callout, RelativeTime } from "@peta/ui";
import type { ApprovalDetail } from "@/lib/trpc/outputs.ts";
import { decisionSentence } from "./approval-words.ts";

export interface ApprovalNoticeProps {
  approval: ApprovalDetail;
  /** It was open on this page and somebody else decided it, or its time ran out. */
  wasTaken: boolean;
  /** The signed-in person. */
  principalId: string;
}

/** What became of it, or why one may not decide. Nothing while one may. */
export function ApprovalNotice({ approval, wasTaken, principalId }: ApprovalNoticeProps) {
  const isMine = approval.decidedBy === principalId;
  if (approval.status === "pending") {
    if (approval.mayDecide !== false) return null;
    return (
      <Callout tone="info" title="You may not decide this one">
        {approval.mayNotDecideBecause}
      </Callout>
    );
  }
  if (approval.status === "expired") {
    return (
      <Callout tone="warning" title={wasTaken ? "Its time ran out while you looked" : "It expired"} live={wasTaken}>
        {approval.outcomeReason ?? "Nobody decided in time."} The agent has to make the call again to ask anew.
      </Callout>
    );
  }
  const isTaken = wasTaken && !isMine;
  return (
    <Callout
      tone={approval.status === "failed" ? "warning" : approval.status === "rejected" ? "info" : "success"}
      title={
        isTaken ? (
          `${approval.decidedBy ?? "Somebody else"} was faster: the first decision holds`
        ) : (
          <Decided approval={approval} />
        )
      }
      live={wasTaken}
    >
      {isTaken && (
        <p>
          <Decided approval={approval} />.
        </p>
      )}
      {approval.decisionReason && <p>“{approval.decisionReason}”</p>}
      {outcomeOf(approval)}
    </Callout>
  );
}

/** "Approved by ada in Desk, 3 minutes ago" */
function Decided({ approval }: { approval: ApprovalDetail }) {
  return (
    <>
      {decisionSentence(approval)}
      {approval.decidedAt && (
        <>
          , <RelativeTime at={approval.decidedAt} />
        </>
      )}
    </>
  );
}

function outcomeOf({ status, outcomeReason, expiresAt }: ApprovalDetail): React.ReactNode {
  switch (status) {
    case "approved":
      return (
        <>
          The agent may make exactly this call, once; the approval lapses <RelativeTime at={expiresAt} />.
        </>
      );
    case "executing":
      return "The call is running.";
    case "executed":
      return "The call was made.";
    case "failed":
      return outcomeReason ?? "The call was made and failed.";
    default:
      return null;
  }
}
