import type { ApprovalView } from "@peta/contract";
import { ApprovalBadge, Countdown, DangerBadge, PickList, RelativeTime } from "@peta/ui";

export interface ApprovalListProps {
  waiting: readonly ApprovalView[];
  decided: readonly ApprovalView[];
  isDecidedPending: boolean;
  selectedId: string | null;
  onPick: (approvalId: string) => void;
}

/** What waits for the person, then for others, then what is over. */
export function ApprovalList({ waiting, decided, isDecidedPending, selectedId, onPick }: ApprovalListProps) {
  const mine = waiting.filter(({ mayDecide }) => mayDecide !== false);
  const others = waiting.filter(({ mayDecide }) => mayDecide === false);
  return (
    <PickList
      label="Approvals"
      groups={[
        { id: "mine", label: "Wait for you", items: mine, empty: <Empty>Nothing waits for you.</Empty> },
        ...(others.length > 0 ? [{ id: "others", label: "Wait for somebody else", items: others }] : []),
        {
          id: "decided",
          label: "Decided",
          items: decided,
          empty: <Empty>{isDecidedPending ? "Reading…" : "Nothing was decided yet."}</Empty>,
        },
      ]}
      itemKey={({ approvalId }) => approvalId}
      selectedKey={selectedId}
      onPick={({ approvalId }) => onPick(approvalId)}
    >
      {(approval) => <Row approval={approval} />}
    </PickList>
  );
}

function Empty({ children }: { children: string }) {
  return <p className="border-b border-border px-3 py-2.5 text-13 text-text-muted">{children}</p>;
}

function Row({ approval }: { approval: ApprovalView }) {
  const isWaiting = approval.status === "pending";
  return (
    <span className="grid gap-1">
      <span className="flex items-baseline justify-between gap-3">
        <span className="min-w-0 truncate font-medium text-text">{approval.title ?? approval.name}</span>
        {isWaiting ? (
          <Countdown since={approval.createdAt} until={approval.expiresAt} compact className="shrink-0 text-12" />
        ) : (
          <RelativeTime
            at={approval.decidedAt ?? approval.expiresAt}
            style="narrow"
            className="shrink-0 text-12 text-text-muted"
          />
        )}
      </span>
      <span className="flex items-center justify-between gap-3 text-12 text-text-muted">
        <span className="min-w-0 truncate">
          {approval.principalName} · {approval.serverName}
        </span>
        {isWaiting ? <DangerBadge level={approval.dangerLevel} compact /> : <ApprovalBadge state={approval.status} />}
      </span>
    </span>
  );
}
