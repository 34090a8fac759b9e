import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { RequestOf } from "../../../shared/ipc.ts";
import { AskError, ask, problemOf } from "../../desk/ask.ts";
import { useConnection } from "../../desk/desk-state.tsx";

export type Decision = Omit<RequestOf<"approvals.decide">, "connectionId" | "approvalId">;

/** Refusals that say: there is nothing left to decide. */
const OVER = new Set(["approval.not_pending", "approval.expired", "approval.not_found"]);
/** Core wants to be sure who decides this very call. */
const PASSWORD = new Set(["approval.step_up_required", "auth.invalid_credentials"]);

/**
 * Sends a decision. What became of it is shown in place: a message over the next approval's buttons would be in the way. Where somebody else was faster the approval is read anew, so that the page shows what became of it;
 * every other refusal stays in `problem`.
 */
export function useDecide(approvalId: string, onDecided: () => void) {
  const { connectionId } = useConnection();
  const queries = useQueryClient();
  const mutation = useMutation({
    mutationFn: (decision: Decision) => ask(window.desk.approvals.decide({ connectionId, approvalId, ...decision })),
    onSuccess(decided) {
      queries.setQueryData(["approvals", connectionId, "one", approvalId], decided);
      onDecided();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["approvals", connectionId] }),
  });
  const code = mutation.error instanceof AskError ? mutation.error.code : "";
  const isOver = OVER.has(code);
  return {
    decide: mutation.mutate,
    isPending: mutation.isPending,
    reset: mutation.reset,
    wantsPassword: PASSWORD.has(code),
    /** Why it did not work, where the approval itself does not say it. */
    problem:
      mutation.error === null || isOver || code === "approval.step_up_required" ? null : problemOf(mutation.error),
  };
}
