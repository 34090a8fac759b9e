"use client";

import { Button, DetailSkeleton, EmptyState } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { ApprovalView } from "@/features/approvals/approval-view.tsx";
import { useRefetchAt } from "@/features/approvals/use-refetch-at.ts";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";

/** The approval that the address names, beside the list. */
export function OpenApproval({ approvalId, onClose }: { approvalId: string; onClose: () => void }) {
  const trpc = useTRPC();
  const approval = useQuery(trpc.approvals.get.queryOptions({ approvalId }));
  useRefetchAt(approval.data?.expiresAt, () => void approval.refetch());
  if (approval.error && toConsoleError(approval.error).code === "approval.not_found") {
    return (
      <EmptyState
        icon={<SearchX aria-hidden />}
        title="There is no such approval"
        action={<Button onClick={onClose}>All approvals</Button>}
      >
        It does not exist, or it is not yours to see. Old approvals are kept in the audit log.
      </EmptyState>
    );
  }
  if (approval.error && !approval.data) {
    return <QueryProblem query={approval} what="The approval could not be read" />;
  }
  if (!approval.data) return <DetailSkeleton label="Loading approval" />;
  return <ApprovalView key={approvalId} approval={approval.data} />;
}
