import type { AuditRow } from "@peta/contract";
import { type Column, DecisionBadge, durationText, RelativeTime } from "@peta/ui";
import { channelWords, outcomeBadges, subjectOf } from "./outcome-words.ts";

export type AuditColumnId = "time" | "call" | "principal" | "client" | "outcome" | "reason" | "duration";

const columns: Record<AuditColumnId, Column<AuditRow>> = {
  call: {
    id: "call",
    header: "What",
    width: "18rem",
    cell: (row) => (
      <span className="grid max-w-80 min-w-40">
        <span className="truncate font-mono text-12 font-medium">{subjectOf(row)}</span>
        {subjectOf(row) !== row.action && <span className="truncate text-12 text-text-muted">{row.action}</span>}
        <span className="truncate text-12 text-text-muted sm:hidden">
          {row.principalId ?? "Nobody known"} · <RelativeTime at={row.occurredAt} style="narrow" />
        </span>
      </span>
    ),
  },
  time: {
    id: "time",
    header: "When",
    width: "8.5rem",
    hideBelow: "sm",
    cell: (row) => <RelativeTime at={row.occurredAt} style="narrow" className="whitespace-nowrap text-text-muted" />,
  },
  principal: {
    id: "principal",
    header: "Who",
    width: "10rem",
    hideBelow: "sm",
    cell: (row) => (
      <span className="block truncate">{row.principalId ?? <span className="text-text-muted">Nobody known</span>}</span>
    ),
  },
  client: {
    id: "client",
    header: "Through",
    width: "9rem",
    hideBelow: "xl",
    cell: (row) => (
      <span className="block truncate text-text-muted">
        {row.clientName
          ? `${row.clientName}${row.clientVersion ? ` ${row.clientVersion}` : ""}`
          : channelWords[row.channel]}
      </span>
    ),
  },
  outcome: {
    id: "outcome",
    header: "Outcome",
    width: "7.5rem",
    cell: (row) => <DecisionBadge {...outcomeBadges[row.outcome]} />,
  },
  reason: {
    id: "reason",
    header: "Why",
    width: "28%",
    hideBelow: "lg",
    cell: (row) => (
      <span className="line-clamp-2 max-w-112 text-12 text-text-muted" title={row.reason ?? undefined}>
        {row.errorCode && row.outcome === "failed"
          ? `${row.errorCode}${row.reason ? `: ${row.reason}` : ""}`
          : (row.reason ?? "")}
      </span>
    ),
  },
  duration: {
    id: "duration",
    header: "Took",
    width: "6rem",
    align: "end",
    hideBelow: "md",
    cell: (row) => (
      <span className="text-text-muted">{row.durationMs === null ? "" : durationText(row.durationMs)}</span>
    ),
  },
};

/** The chosen columns of a table of records, in the order given. */
export const auditColumns = (ids: readonly AuditColumnId[]): Column<AuditRow>[] => ids.map((id) => columns[id]);
