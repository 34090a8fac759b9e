"use client";

import { approvalStatusSchema } from "@peta/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useRefetchAt } from "@/features/approvals/use-refetch-at.ts";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";

export interface ApprovalFilters {
  status: string | null;
  principal: string | null;
  server: string | null;
}

const pageSize = 50;
/** As many as Core answers at once. */
const most = 200;

/** What waits, and what was decided lately, under the filters. Everything is asked again when something changes. */
export function useApprovals(filters: ApprovalFilters) {
  const trpc = useTRPC();
  const markStale = useMarkStale();
  const [shown, setShown] = useState(pageSize);
  const status = approvalStatusSchema.safeParse(filters.status).data;
  const about = {
    ...(filters.principal && { principalId: filters.principal }),
    ...(filters.server && { serverId: filters.server }),
  };
  const options = { placeholderData: keepPreviousData };
  const waiting = useQuery(
    trpc.approvals.list.queryOptions(
      { ...about, status: "pending", limit: most },
      { ...options, enabled: !status || status === "pending" },
    ),
  );
  const others = useQuery(
    trpc.approvals.list.queryOptions(
      { ...about, ...(status && { status }), limit: shown },
      { ...options, enabled: status !== "pending" },
    ),
  );
  // What lapses first stands first.
  const pending = (status && status !== "pending" ? [] : (waiting.data?.approvals ?? [])).toSorted((a, b) =>
    a.expiresAt.localeCompare(b.expiresAt),
  );
  const decided = (status === "pending" ? [] : (others.data?.approvals ?? [])).filter(
    (one) => one.status !== "pending",
  );
  useRefetchAt(pending[0]?.expiresAt, () => void markStale("approvals"));
  const isLoaded =
    (waiting.data !== undefined || status !== undefined) && (others.data !== undefined || status === "pending");
  return {
    pending,
    decided,
    isLoaded,
    error: isLoaded ? null : (waiting.error ?? others.error),
    isFetching: waiting.isFetching || others.isFetching,
    retry: () => void Promise.all([waiting.refetch(), others.refetch()]),
    /** Undefined: there are no more, or Core answers no more at once. */
    loadMore: others.data?.nextCursor && shown < most ? () => setShown(Math.min(most, shown + pageSize)) : undefined,
    /** There is more than is shown, and the audit log has it. */
    isCut: Boolean(others.data?.nextCursor) && shown >= most,
  };
}
