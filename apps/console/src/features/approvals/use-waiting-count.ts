"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/lib/trpc/client.ts";

/** How many calls wait for the signed-in person; 0 while that is not known. */
export function useWaitingCount(): number {
  const trpc = useTRPC();
  // Also without announcements the number in the rail must not stay wrong for long.
  const count = useQuery(trpc.approvals.count.queryOptions(undefined, { refetchInterval: 60_000 }));
  return count.data?.decidableByMe ?? 0;
}
