"use client";

import type { CapabilityKind } from "@peta/contract";
import { Button, Callout, useToast } from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import { ChangedList } from "./changed-list.tsx";
import { kindWords } from "./capability-columns.tsx";
import { capabilityKey } from "./use-set-capability.ts";

/** A server may describe thousands of resources anew; nobody looks at more than so many at once. */
const SHOWN = 10;
/** Those that say what to do come before those that there may be many of. */
const ORDER: readonly CapabilityKind[] = ["prompt", "template", "resource"];

/** Prompts and resources that the server describes in other words: what agents are shown meanwhile, and what they would be. */
export function WaitingWording({ server }: { server: ServerDetail }) {
  const { serverId, capabilities } = server;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const markStale = useMarkStale();
  const accept = useMutation(
    trpc.servers.acceptWording.mutationOptions({
      onSuccess(detail) {
        queries.setQueryData(trpc.servers.get.queryKey({ serverId }), detail);
        toast.show({ tone: "success", title: "Agents are shown the new descriptions" });
      },
      onSettled: () => markStale("servers"),
    }),
  );
  const waiting = capabilities
    .flatMap((one) => (one.waitingWording ? [{ ...one, ...one.waitingWording }] : []))
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  if (waiting.length === 0) return null;
  const shown = waiting.slice(0, SHOWN);
  return (
    <Callout
      tone="warning"
      title={waiting.length === 1 ? "A description has changed" : `${waiting.length} descriptions have changed`}
      className="mb-4"
      action={
        <Button
          data-look
          busy={accept.isPending}
          onClick={() => accept.mutate({ serverId, hashes: shown.map(({ hash }) => hash) })}
        >
          {shown.length === 1 ? "Accept it" : `Accept these ${shown.length}`}
        </Button>
      }
    >
      <p>
        They steer the models of agents. Until you accept them, agents are shown the old ones.
        {waiting.length > SHOWN && ` These are the first ${SHOWN}.`}
      </p>
      <ChangedList
        changes={shown.map((one) => ({
          key: capabilityKey(one),
          label: `${kindWords[one.kind]} ${one.name}`,
          before: one.accepted,
          beforeLabel: "Agents are shown",
          after: one.now,
          action: shown.length > 1 && (
            <Button
              size="sm"
              aria-label={`Accept ${one.name}`}
              disabled={accept.isPending}
              onClick={() => accept.mutate({ serverId, hashes: [one.hash] })}
            >
              Accept
            </Button>
          ),
        }))}
      />
    </Callout>
  );
}
