"use client";

import type { IpRuleView } from "@peta/contract";
import { useToast } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { wouldShutOut } from "@/features/network/network-words.ts";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";

/** Removes a rule: at once with an undo, after a question where it opens the door for all or shuts one out. */
export function useRemoveRule(rules: readonly IpRuleView[], yourAddress: string | null) {
  const trpc = useTRPC();
  const toast = useToast();
  const markStale = useMarkStale();
  const [asked, setAsked] = useState<IpRuleView | null>(null);
  const again = useMutation(
    trpc.network.addRule.mutationOptions({
      meta: { failure: "The rule is still gone" },
      onSettled: () => markStale("network"),
    }),
  );
  const { mutate: addAgain } = again;
  const { mutate, isPending, variables, error, reset } = useMutation(
    trpc.network.removeRule.mutationOptions({
      meta: { showsError: true },
      onSuccess(_, { ruleId }) {
        const removed = rules.find((rule) => rule.ruleId === ruleId);
        setAsked(null);
        toast.show({
          tone: "info",
          title: `${removed?.range ?? "The rule"} is removed`,
          ...(removed && {
            action: {
              label: "Undo",
              hint: "Add it again in the form of this page",
              onSelect: () => addAgain({ range: removed.range, ...(removed.note && { note: removed.note }) }),
            },
          }),
        });
      },
      // Core may see another address than this page did: then it asks.
      onError: (_, { ruleId }) => setAsked(rules.find((rule) => rule.ruleId === ruleId) ?? null),
      onSettled: () => markStale("network"),
    }),
  );
  const remove = useCallback(
    (rule: IpRuleView) => {
      const left = rules.filter((one) => one.ruleId !== rule.ruleId).map(({ range }) => range);
      reset();
      if (left.length === 0 || wouldShutOut(yourAddress, left)) setAsked(rule);
      else mutate({ ruleId: rule.ruleId });
    },
    [rules, yourAddress, mutate, reset],
  );
  return {
    remove,
    busyId: isPending ? variables.ruleId : undefined,
    asked,
    confirm: () => asked && mutate({ ruleId: asked.ruleId, lockMeOut: true }),
    cancel: () => setAsked(null),
    isPending,
    error: error ? toConsoleError(error).message : undefined,
  };
}
