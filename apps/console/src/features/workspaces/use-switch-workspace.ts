"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/lib/trpc/client.ts";

/** Makes another workspace the one that this browser session works in, and opens the Console anew in it. */
export function useSwitchWorkspace() {
  const trpc = useTRPC();
  const change = useMutation(
    trpc.workspaces.switch.mutationOptions({
      meta: { failure: "You are still in the same workspace" },
      // A page that is loaded anew holds nothing of the workspace before, neither data nor filters.
      onSuccess: () => window.location.assign("/"),
    }),
  );
  return { run: (slug: string) => change.mutate({ slug }), isPending: change.isPending || change.isSuccess };
}
