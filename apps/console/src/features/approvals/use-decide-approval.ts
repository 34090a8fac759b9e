"use client";

import type { DecideApprovalInput } from "@peta/contract";
import { useToast } from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import type { ApprovalDetail } from "@/lib/trpc/outputs.ts";
import { type ConsoleErrorCode, toConsoleError } from "@/lib/trpc/public-error.ts";

/** Refusals that say: there is nothing left to decide. */
const overCodes: readonly ConsoleErrorCode[] = ["approval.not_pending", "approval.expired", "approval.not_found"];

export interface DecideEvents {
  onDecided: () => void;
  /** Core wants the decider's password for this very call: policy can ask for it when the arguments were edited. */
  onPasswordWanted: () => void;
}

/**
 * Decides one approval. When somebody else was faster, or its time is over, the approval is read anew, so that the page
 * shows what became of it; other refusals stay in `error`.
 */
export function useDecideApproval(approval: Pick<ApprovalDetail, "approvalId" | "canonicalName">, on: DecideEvents) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const markStale = useMarkStale();
  const { approvalId } = approval;
  const mutation = useMutation(
    trpc.approvals.decide.mutationOptions({
      meta: { showsError: true },
      onSuccess(decided) {
        queries.setQueryData(trpc.approvals.get.queryKey({ approvalId }), decided);
        const isRejected = decided.status === "rejected";
        toast.show({
          tone: isRejected ? "info" : "success",
          title: `${isRejected ? "Rejected" : "Approved"}: ${approval.canonicalName}`,
        });
        on.onDecided();
      },
      onError(error) {
        if (toConsoleError(error).code === "approval.step_up_required") on.onPasswordWanted();
      },
      onSettled: () => markStale("approvals"),
    }),
  );
  const failure = mutation.error ? toConsoleError(mutation.error) : null;
  const isOver = failure !== null && overCodes.includes(failure.code);
  return {
    decide: (input: Omit<DecideApprovalInput, "approvalId">) => mutation.mutate({ approvalId, ...input }),
    isPending: mutation.isPending,
    /** Why the last attempt did not work. */
    error: failure,
    isOver,
    reset: () => mutation.reset(),
  };
}
