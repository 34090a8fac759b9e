"use client";

import { Button, Callout, JsonDiff, useToast } from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";

/** Instructions that changed since somebody looked at them: what agents are told meanwhile, and what they would be told. */
export function WaitingInstructions({ server }: { server: ServerDetail }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const markStale = useMarkStale();
  const { serverId, waitingInstructions: waiting, acceptedInstructions: accepted } = server;
  const accept = useMutation(
    trpc.servers.acceptInstructions.mutationOptions({
      onSuccess(detail) {
        queries.setQueryData(trpc.servers.get.queryKey({ serverId }), detail);
        toast.show({ tone: "success", title: "Agents are told the new instructions" });
      },
      onSettled: () => markStale("servers"),
    }),
  );
  if (!waiting) return null;
  return (
    <Callout
      tone="warning"
      title="Its instructions have changed"
      className="mb-4"
      action={
        <Button data-look busy={accept.isPending} onClick={() => accept.mutate({ serverId, hash: waiting.hash })}>
          Accept them
        </Button>
      }
    >
      <p>
        They steer the models of agents. Until you accept them, agents are told {accepted ? "the old ones." : "none."}
      </p>
      <JsonDiff
        className="mt-2"
        label="Instructions"
        before={accepted === null ? {} : { instructions: accepted }}
        beforeLabel="Agents are told"
        after={{ instructions: waiting.text }}
        afterLabel="The server says now"
      />
    </Callout>
  );
}
