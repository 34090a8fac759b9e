"use client";

import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import { useToast } from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { countsText } from "@/features/servers/server-words.ts";
import { useTRPC } from "@/lib/trpc/client.ts";

/** What the header of a server can do at once; switching shows its effect before Core has answered. */
export function useServerActions(server: ServerDetail) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const markStale = useMarkStale();
  const toast = useToast();
  const { serverId } = server;
  const key = trpc.servers.get.queryKey({ serverId });

  const refresh = useMutation(
    trpc.servers.refresh.mutationOptions({
      meta: { failure: "The capabilities were not read" },
      onSuccess(detail) {
        queries.setQueryData(key, detail);
        toast.show({ tone: "success", title: "Capabilities read again", description: countsText(detail.counts) });
      },
      onSettled: () => markStale("servers"),
    }),
  );
  const update = useMutation(
    trpc.servers.update.mutationOptions({
      meta: { failure: "The server was not switched" },
      onMutate: ({ enabled }) => queries.setQueryData(key, (old) => old && { ...old, enabled: enabled ?? old.enabled }),
      onError: () => queries.setQueryData(key, (old) => old && { ...old, enabled: server.enabled }),
      onSuccess: (detail) => queries.setQueryData(key, detail),
      onSettled: () => markStale("servers"),
    }),
  );
  const restart = useMutation(
    trpc.servers.restart.mutationOptions({
      meta: { failure: "The server was not restarted" },
      onSuccess(detail) {
        queries.setQueryData(key, detail);
        toast.show({ tone: "success", title: "Restarted", description: "What was under way on it has ended." });
      },
      onSettled: () => markStale("servers"),
    }),
  );
  return {
    restart: () => restart.mutate({ serverId }),
    isRestarting: restart.isPending,
    refresh: () => refresh.mutate({ serverId }),
    isRefreshing: refresh.isPending,
    setEnabled: (enabled: boolean) => update.mutate({ serverId, enabled }),
    isSwitching: update.isPending,
  };
}
