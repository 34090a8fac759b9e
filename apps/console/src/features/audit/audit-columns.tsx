import type { AuditRow } from "@peta/contract";
import { type Column, DecisionBadge, durationText, RelativeTime } from "@peta/ui";
import { channelWords, outcomeBadges, subjectOf } from "./outcome-words.ts";

export type AuditColumnId = "time" | "call" | "principal" | "client" | "outcome" | "reason" | "duration";

/** What the request came through: the client where it named itself, else the kind of way. */
const throughOf = (row: AuditRow): string =>
  row.clientName ? `${row.clientName}${row.clientVersion ? ` ${row.clientVersion}` : ""}` : channelWords[row.channel];

/**
 * Each has a width but "Why", which takes the rest. What is cut off stands in a grid: in a cell of its own it would widen
 * its column to the longest name instead.
 */
const columns: Record<AuditColumnId, Column<AuditRow>> = {
  call: {
    id: "call",
    header: "What",
    width: "17rem",
    cell: (row) => (
      <span className="grid max-w-80 min-w-40">
        <span className="truncate font-mono text-12 font-medium" title={subjectOf(row)}>
          {subjectOf(row)}
        </span>
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
    width: "7rem",
    hideBelow: "sm",
    cell: (row) => <RelativeTime at={row.occurredAt} style="narrow" className="whitespace-nowrap text-text-muted" />,
  },
  principal: {
    id: "principal",
    header: "Who",
    width: "9rem",
    hideBelow: "sm",
    cell: (row) => (
      <span className="grid min-w-20">
        <span className="truncate" title={row.principalId ?? undefined}>
          {row.principalId ?? <span className="text-text-muted">Nobody known</span>}
        </span>
        <span className="truncate text-12 text-text-muted" title={throughOf(row)}>
          {throughOf(row)}
        </span>
      </span>
    ),
  },
  client: {
    id: "client",
    header: "Through",
    width: "9rem",
    hideBelow: "xl",
    cell: (row) => (
      <span className="grid">
        <span className="truncate text-text-muted" title={throughOf(row)}>
          {throughOf(row)}
        </span>
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
    hideBelow: "lg",
    cell: (row) => (
      <span className="line-clamp-2 max-w-112 min-w-32 text-12 text-text-muted" title={row.reason ?? undefined}>
        {row.errorCode && row.outcome === "failed"
          ? `${row.errorCode}${row.reason ? `: ${row.reason}` : ""}`
          : (row.reason ?? "")}
      </span>
    ),
  },
  duration: {
    id: "duration",
    header: "Took",
    width: "5.5rem",
    align: "end",
    hideBelow: "md",
    cell: (row) => (
      <span className="text-text-muted">{row.durationMs === null ? "" : durationText(row.durationMs)}</span>
    ),
  },
};

/** The chosen columns of a table of records, in the order given. */
export const auditColumns = (ids: readonly AuditColumnId[]): Column<AuditRow>[] => ids.map((id) => columns[id]);
