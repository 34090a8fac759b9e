"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/lib/trpc/client.ts";
import { pinnableTools } from "./discovery-words.ts";

/**
 * The tools that can be pinned. Those of a client come from what it may use, which the owner of an agent may look at; a
 * list of somebody else's tools as such is for administrators.
 */
export function usePinnableTools(of: { principalId: string; clientKey: string } | undefined) {
  const trpc = useTRPC();
  const own = useQuery(trpc.gateway.listTools.queryOptions({}, { enabled: of === undefined }));
  const client = useQuery(
    trpc.clients.capabilities.queryOptions(of ?? { clientKey: "" }, { enabled: of !== undefined }),
  );
  const asked = of ? client : own;
  return {
    tools: of ? client.data && pinnableTools(client.data) : own.data,
    error: asked.error,
    retry: () => void asked.refetch(),
  };
}
