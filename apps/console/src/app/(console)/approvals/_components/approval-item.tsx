import type { ApprovalView } from "@peta/contract";
import { ApprovalBadge, Countdown, DangerBadge, RelativeTime } from "@peta/ui";

/** One line of the inbox: what, who, how bad, until when or what became of it. */
export function ApprovalItem({ approval }: { approval: ApprovalView }) {
  const isPending = approval.status === "pending";
  return (
    <span className="grid grid-cols-[minmax(0,1fr)] gap-1">
      <span className="flex items-center justify-between gap-2">
        <code className="min-w-0 truncate font-medium text-text">{approval.canonicalName}</code>
        <DangerBadge level={approval.dangerLevel} compact />
      </span>
      <span className="flex items-center justify-between gap-2 text-12 text-text-muted">
        <span className="min-w-0 truncate">
          {approval.principalName}
          {approval.clientName && `, ${approval.clientName}`}
        </span>
        {isPending ? (
          <Countdown since={approval.createdAt} until={approval.expiresAt} compact className="text-12" />
        ) : (
          <span className="flex shrink-0 items-center gap-2">
            <ApprovalBadge state={approval.status} />
            <RelativeTime at={approval.decidedAt ?? approval.expiresAt} style="narrow" />
          </span>
        )}
      </span>
      {isPending && approval.mayDecide === false && (
        <span className="text-12 text-text-muted">Somebody else has to decide.</span>
      )}
    </span>
  );
}
