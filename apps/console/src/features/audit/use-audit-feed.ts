"use client";

import type { AuditRow } from "@peta/contract";
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useTRPC } from "@/lib/trpc/client.ts";
import { type AuditFilters, auditQuery } from "./audit-filters.ts";
import { countNew } from "./count-new.ts";

export interface AuditFeed {
  rows: AuditRow[] | undefined;
  error: unknown;
  isFetching: boolean;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
  retry: () => void;
  /** How many newer rows wait; capped at a page. */
  newCount: number;
  /** Puts the newer rows on top. */
  showNew: () => void;
}

/**
 * Records, newest first, by pages. While `isAtTop` newer ones flow in; otherwise they are only counted, so that what
 * one reads does not jump.
 */
export function useAuditFeed(filters: AuditFilters, isAtTop: boolean, pageSize = 50): AuditFeed {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const input = { ...auditQuery(filters), limit: pageSize };
  // Only its head is asked again by announcements; the pages below stay as they were read.
  const options = trpc.audit.list.infiniteQueryOptions(input, { getNextPageParam: (page) => page.nextCursor });
  const pages = useInfiniteQuery({
    ...options,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
  const head = useQuery(trpc.audit.list.queryOptions(input, { enabled: pages.isSuccess }));

  const key = JSON.stringify(input);
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.rows), [pages.data]);
  const newCount = useMemo(() => countNew(rows, head.data?.rows), [rows, head.data]);

  const showNew = () => {
    if (head.data) queries.setQueryData(options.queryKey, { pages: [head.data], pageParams: [undefined as never] });
  };
  const isFlowing = isAtTop && newCount > 0 && !pages.isPlaceholderData;
  useEffect(() => {
    if (isFlowing) showNew();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- runs when something new is there, not when the function is
  }, [isFlowing, head.data, key]);

  return {
    rows,
    error: rows ? null : pages.error,
    isFetching: pages.isFetching,
    hasMore: pages.hasNextPage,
    isLoadingMore: pages.isFetchingNextPage,
    loadMore: () => void pages.fetchNextPage(),
    retry: () => void pages.refetch(),
    newCount: isFlowing ? 0 : newCount,
    showNew,
  };
}
