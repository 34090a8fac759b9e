import { Button, ErrorState, LoadMore, PageHeader } from "@peta/ui";
import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { problemOf } from "../../desk/ask.ts";
import { useDecidedApprovals, useWaitingApprovals } from "../../desk/queries.ts";
import { hrefTo, navigate } from "../../router/route.ts";
import { ApprovalDetail } from "./approval-detail.tsx";
import { ApprovalList } from "./approval-list.tsx";
import { ApprovalsSkeleton } from "./approvals-skeleton.tsx";
import { inboxWords } from "./approval-words.ts";
import { NothingPicked } from "./nothing-picked.tsx";
import { useIsWide } from "./use-is-wide.ts";

/** What waits, and beside it everything one needs to decide it. A narrow window shows one of the two. */
export function ApprovalsPage({ approvalId }: { approvalId: string | null }) {
  const waiting = useWaitingApprovals();
  const decided = useDecidedApprovals();
  const isWide = useIsWide();
  // What one has looked at stays on the screen after its decision, also when another one becomes the first.
  const [kept, setKept] = useState<string | null>(null);
  const first = waiting.data?.find(({ mayDecide }) => mayDecide)?.approvalId ?? waiting.data?.[0]?.approvalId ?? null;
  const shown = approvalId ?? (isWide ? (kept ?? first) : null);
  if (shown !== null && shown !== kept) setKept(shown);

  if (waiting.isPending || (decided.isPending && waiting.data?.length === 0)) return <ApprovalsSkeleton />;
  if (waiting.isError && !waiting.data)
    return (
      <ErrorState
        title="Approvals could not be read"
        {...problemOf(waiting.error)}
        onRetry={() => void waiting.refetch()}
        retrying={waiting.isFetching}
      />
    );
  if (waiting.data.length === 0 && decided.data?.length === 0 && approvalId === null)
    return (
      <>
        <PageHeader className="mb-4" title="Approvals" description={inboxWords(waiting.data)} />
        <NothingPicked />
      </>
    );
  const showsList = isWide || approvalId === null;
  return (
    <>
      {showsList ? (
        <PageHeader className="mb-4" title="Approvals" description={inboxWords(waiting.data)} />
      ) : (
        <h1 className="sr-only">Approvals</h1>
      )}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(15rem,19rem)_minmax(0,1fr)]">
        {showsList && (
          // The list stays beside a long approval.
          <div className="grid gap-3 lg:sticky lg:top-5 lg:max-h-[calc(100dvh-2.5rem)] lg:overflow-y-auto">
            <ApprovalList
              waiting={waiting.data}
              decided={decided.data ?? []}
              isDecidedPending={decided.isPending}
              selectedId={shown}
              onPick={(id) => navigate(hrefTo.approval(id), { replace: isWide })}
            />
            <LoadMore
              hasMore={decided.hasNextPage}
              loading={decided.isFetchingNextPage}
              onLoadMore={() => void decided.fetchNextPage()}
            />
          </div>
        )}
        {(isWide || approvalId !== null) && (
          <div className="min-w-0">
            {!isWide && (
              <Button
                variant="ghost"
                size="sm"
                className="mb-3 -ml-2"
                icon={<ArrowLeft aria-hidden />}
                onClick={() => navigate(hrefTo.approvals())}
              >
                All approvals
              </Button>
            )}
            {shown === null ? <NothingPicked /> : <ApprovalDetail key={shown} approvalId={shown} />}
          </div>
        )}
      </div>
    </>
  );
}
