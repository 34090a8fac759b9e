import { DetailSkeleton, ErrorState } from "@peta/ui";
import { problemOf } from "../../desk/ask.ts";
import { useApproval } from "../../desk/queries.ts";
import { ApprovalQuestion } from "./approval-question.tsx";
import { useRefetchAt } from "./use-refetch-at.ts";

/** One approval, read whole. */
export function ApprovalDetail({ approvalId }: { approvalId: string }) {
  const approval = useApproval(approvalId);
  useRefetchAt(approval.data?.status === "pending" ? approval.data.expiresAt : null, approval.refetch);
  if (approval.isPending) return <DetailSkeleton label="Loading the approval" />;
  if (!approval.data)
    return (
      <ErrorState
        title="This approval could not be read"
        {...problemOf(approval.error)}
        onRetry={() => void approval.refetch()}
        retrying={approval.isFetching}
      />
    );
  return <ApprovalQuestion approval={approval.data} />;
}
