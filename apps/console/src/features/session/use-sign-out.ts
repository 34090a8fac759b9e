"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "@/lib/trpc/client.ts";

/** Ends this browser's session, forgets what it was shown, and leads to sign-in. */
export function useSignOut() {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const signOut = useMutation(
    trpc.consoleSessions.signOut.mutationOptions({
      meta: { failure: "You are still signed in" },
      onSuccess() {
        router.replace("/sign-in");
        queries.clear();
      },
    }),
  );
  return { run: () => signOut.mutate(), isPending: signOut.isPending };
}
