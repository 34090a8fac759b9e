"use client";

import type { ServerSummary } from "@peta/contract";
import { useToast } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { useCallback } from "react";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";

/** Closes a server to callers without a sign-in, at once and with an undo: its chosen tools stay chosen. */
export function useClosePublic() {
  const trpc = useTRPC();
  const toast = useToast();
  const markStale = useMarkStale();
  const { mutate: open } = useMutation(
    trpc.servers.update.mutationOptions({
      meta: { failure: "The server is still closed" },
      onSettled: () => markStale("servers"),
    }),
  );
  const { mutate, isPending, variables } = useMutation(
    trpc.servers.update.mutationOptions({
      meta: { failure: "The server is still open" },
      onSuccess({ serverId, displayName }) {
        toast.show({
          tone: "info",
          title: `${displayName} is closed to callers without a sign-in`,
          action: {
            label: "Undo",
            hint: "Open it again in its panel on this page",
            onSelect: () => open({ serverId, anonymousAccess: true }),
          },
        });
      },
      onSettled: () => markStale("servers"),
    }),
  );
  const close = useCallback(
    ({ serverId }: Pick<ServerSummary, "serverId">) => mutate({ serverId, anonymousAccess: false }),
    [mutate],
  );
  return { close, busyId: isPending ? variables.serverId : undefined };
}
