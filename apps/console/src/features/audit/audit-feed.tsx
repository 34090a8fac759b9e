"use client";

import { DataTable, EmptyState, LoadMore, NewRowsBar } from "@peta/ui";
import { Activity } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useUrlState } from "@/lib/url/use-url-state.ts";
import { type AuditColumnId, auditColumns } from "./audit-columns.tsx";
import type { AuditFilters } from "./audit-filters.ts";
import { AuditPanel } from "./audit-panel.tsx";
import { useAuditFeed } from "./use-audit-feed.ts";
import { useIsAtTop } from "./use-is-at-top.ts";

export interface AuditFeedProps {
  filters: AuditFilters;
  columns: readonly AuditColumnId[];
  /** Instead of the standard one. */
  empty?: ReactNode;
  pageSize?: number;
}

/** A live table of records; a press opens one beside it, and the address names it. */
export function AuditFeed({ filters, columns, empty, pageSize }: AuditFeedProps) {
  const [params, setParams] = useUrlState(["record"] as const);
  const isAtTop = useIsAtTop();
  const feed = useAuditFeed(filters, isAtTop && !params.record, pageSize);
  const chosen = useMemo(() => auditColumns(columns), [columns]);
  return (
    <>
      {/* Seen wherever one has scrolled to; takes no room, so that nothing jumps when it comes. */}
      <div className="sticky top-16 z-20 h-0">
        <NewRowsBar
          count={feed.newCount}
          noun={feed.newCount === 1 ? "new record" : "new records"}
          onShow={() => {
            feed.showNew();
            window.scrollTo({ top: 0 });
          }}
        />
      </div>
      <DataTable
        label="Audit records"
        columns={chosen}
        rows={feed.rows}
        rowKey={(row) => row.auditId}
        onRowOpen={(row) => setParams({ record: row.auditId }, "push")}
        selectedKey={params.record}
        serverSorted
        error={
          feed.error ? (
            <QueryProblem query={{ ...feed, refetch: feed.retry }} what="The records could not be read" compact />
          ) : undefined
        }
        empty={
          empty ?? (
            <EmptyState icon={<Activity aria-hidden />} title="No records yet" compact>
              Every request appears here with who made it, what was decided and why.
            </EmptyState>
          )
        }
        footer={
          feed.rows && feed.rows.length > 0 ? (
            <LoadMore
              hasMore={feed.hasMore}
              onLoadMore={feed.loadMore}
              loading={feed.isLoadingMore}
              shown={feed.rows.length}
              noun="records"
            />
          ) : undefined
        }
      />
      <AuditPanel auditId={params.record} onClose={() => setParams({ record: null })} />
    </>
  );
}
