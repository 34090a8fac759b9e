"use client";

import type { ApprovalView } from "@peta/contract";
import { Button, EmptyState, FilterBar, PageHeader, PickList, TableSkeleton, TextLink } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, Inbox, SlidersHorizontal } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { inboxSentence, statusOptions } from "@/features/approvals/approval-words.ts";
import { isAdministrator, useMe } from "@/features/session/session-context.tsx";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { useUrlState } from "@/lib/url/use-url-state.ts";
import { useMedia } from "@/lib/use-media.ts";
import { ApprovalItem } from "./approval-item.tsx";
import { OpenApproval } from "./open-approval.tsx";
import { useApprovals } from "./use-approvals.ts";
import { useFilterOptions } from "./use-filter-options.ts";

/** What waits for a person's word, and what was decided: the list beside the one that is open. */
export function ApprovalsPage() {
  const trpc = useTRPC();
  const isAdmin = isAdministrator(useMe());
  const isWide = useMedia("(min-width: 64rem)");
  const [params, setParams] = useUrlState(["approval", "status", "principal", "server"] as const);
  const list = useApprovals(params);
  const count = useQuery(trpc.approvals.count.queryOptions());
  const options = useFilterOptions([...list.pending, ...list.decided]);
  // Beside the list there is room for the first that waits, which then stays, decided or not; on a phone the list comes first.
  const [firstId, setFirstId] = useState<string | null>(null);
  const first = list.pending[0]?.approvalId;
  if (isWide && params.approval === null && firstId === null && first) setFirstId(first);
  const openId = params.approval ?? (isWide ? firstId : null);
  const isFiltered = Boolean(params.status || params.principal || params.server);
  const isEmpty = list.pending.length + list.decided.length === 0;
  function filter(change: Partial<Record<"status" | "principal" | "server", string | null>>) {
    setFirstId(null);
    setParams(change);
  }
  const clear = () => filter({ status: null, principal: null, server: null });
  const pick = (approval: ApprovalView) =>
    setParams({ approval: approval.approvalId }, params.approval || isWide ? "replace" : "push");
  const showsOnlyOne = !isWide && params.approval !== null;

  return (
    <>
      <PageHeader
        title="Approvals"
        description={count.data && inboxSentence(count.data)}
        actions={
          isAdmin && (
            <Button asChild>
              <Link href="/settings#approvals">
                <SlidersHorizontal aria-hidden /> Who may decide
              </Link>
            </Button>
          )
        }
      />
      {showsOnlyOne ? (
        <Button
          variant="ghost"
          icon={<ArrowLeft aria-hidden />}
          className="mb-3 -ml-2"
          onClick={() => setParams({ approval: null })}
        >
          All approvals
        </Button>
      ) : (
        <FilterBar
          label="Filter approvals"
          filters={[
            {
              id: "status",
              label: "State",
              value: params.status,
              options: statusOptions,
              onChange: (status) => filter({ status }),
            },
            {
              id: "principal",
              label: "Who asks",
              value: params.principal,
              options: options.principals,
              onChange: (principal) => filter({ principal }),
            },
            {
              id: "server",
              label: "Server",
              value: params.server,
              options: options.servers,
              onChange: (server) => filter({ server }),
            },
          ]}
          onClear={clear}
        />
      )}
      <div className="grid items-start gap-5 lg:grid-cols-[17rem_minmax(0,1fr)] xl:grid-cols-[23rem_minmax(0,1fr)]">
        {!showsOnlyOne && (
          <div className="grid min-w-0 gap-3 lg:sticky lg:top-19 lg:max-h-[calc(100dvh-6.5rem)] lg:overflow-y-auto">
            {list.error ? (
              <QueryProblem query={{ ...list, refetch: list.retry }} what="The approvals could not be read" />
            ) : !list.isLoaded ? (
              <TableSkeleton rows={5} columns={1} label="Loading approvals" />
            ) : isEmpty ? (
              isFiltered ? (
                <EmptyState
                  title="No approval fits these filters"
                  compact
                  action={<Button onClick={clear}>Clear filters</Button>}
                />
              ) : (
                <NothingYet isAdmin={isAdmin} />
              )
            ) : (
              <>
                {list.pending.length === 0 && !params.status && (
                  <p
                    role="status"
                    className="rounded border border-border bg-surface-1 px-3 py-2.5 text-13 text-text-muted"
                  >
                    Nothing waits for a decision.
                  </p>
                )}
                <PickList
                  label="Approvals"
                  groups={[
                    { id: "waiting", label: "Waiting", items: list.pending },
                    { id: "decided", label: "Decided", items: list.decided },
                  ].filter((group) => group.items.length > 0)}
                  itemKey={(approval) => approval.approvalId}
                  selectedKey={openId}
                  onPick={pick}
                >
                  {(approval) => <ApprovalItem approval={approval} />}
                </PickList>
                {list.loadMore && <Button onClick={list.loadMore}>Show older ones</Button>}
                {list.isCut && isAdmin && (
                  <p className="text-12 text-text-muted">
                    Older ones are in the <TextLink href="/audit?action=approval.request">audit log</TextLink>.
                  </p>
                )}
              </>
            )}
          </div>
        )}
        {openId && (
          <div className="min-w-0">
            <OpenApproval key={openId} approvalId={openId} onClose={() => setParams({ approval: null })} />
          </div>
        )}
        {!openId && isWide && list.isLoaded && !isEmpty && (
          <EmptyState compact title="Choose one of the list">
            <kbd>j</kbd> and <kbd>k</kbd> go through it.
          </EmptyState>
        )}
      </div>
    </>
  );
}

function NothingYet({ isAdmin }: { isAdmin: boolean }) {
  return (
    <EmptyState
      icon={<Inbox aria-hidden />}
      title="Nothing has asked yet"
      action={
        isAdmin && (
          <Button asChild>
            <Link href="/servers">Set danger levels</Link>
          </Button>
        )
      }
    >
      Calls of danger level 2 and 3, and calls that a rule holds, wait here for a person as soon as an agent makes them.
    </EmptyState>
  );
}
