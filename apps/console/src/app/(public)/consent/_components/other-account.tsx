"use client";

import { Button } from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { detourHref } from "@/features/session/detour.ts";
import { useTRPC } from "@/lib/trpc/client.ts";

/** Who is signed in, and the way to be somebody else for this request. */
export function OtherAccount({ principalId }: { principalId: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const signOut = useMutation(
    trpc.consoleSessions.signOut.mutationOptions({
      meta: { failure: "You are still signed in" },
      onSuccess() {
        router.replace(detourHref("/sign-in", window.location));
        queries.clear();
      },
    }),
  );
  return (
    <span className="inline-flex flex-wrap items-center justify-center gap-x-2">
      <span>
        You are signed in as <span className="font-mono">{principalId}</span>.
      </span>
      <Button size="sm" variant="ghost" busy={signOut.isPending} onClick={() => signOut.mutate()}>
        Use another account
      </Button>
    </span>
  );
}
