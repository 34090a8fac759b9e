"use client";

import type { PurgeCacheInput } from "@peta/contract";
import { useToast } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";

/** Forgets kept answers, and says how many. They cost a request to get again, so that nobody is asked first. */
export function usePurge() {
  const trpc = useTRPC();
  const toast = useToast();
  const markStale = useMarkStale();
  const { mutate, isPending, variables } = useMutation(
    trpc.cache.purge.mutationOptions({
      meta: { failure: "Nothing was forgotten" },
      onSuccess: ({ purged }) =>
        toast.show({ tone: "success", title: `${purged} ${purged === 1 ? "answer is" : "answers are"} forgotten` }),
      onSettled: () => markStale("cache"),
    }),
  );
  return {
    purge: mutate as (input: PurgeCacheInput) => void,
    isBusy: isPending,
    busyKey: isPending && variables.scope === "key" ? variables.key : null,
  };
}
