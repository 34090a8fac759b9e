"use client";

import { Button, Callout, useToast } from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import { kindWords } from "./capability-columns.tsx";
import { SaidText } from "./said-text.tsx";
import { capabilityKey } from "./use-set-capability.ts";

/** A server may describe thousands of resources anew; nobody looks at more than so many at once. */
const SHOWN = 10;

/** Prompts and resources that the server describes in other words: what agents are shown meanwhile, and what they would be. */
export function WaitingWording({ server: { serverId, capabilities } }: { server: ServerDetail }) {
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
  const waiting = capabilities.flatMap((one) => (one.waitingWording ? [{ ...one, ...one.waitingWording }] : []));
  if (waiting.length === 0) return null;
  const shown = waiting.slice(0, SHOWN);
  return (
    <Callout
      tone="warning"
      title={waiting.length === 1 ? "A description has changed" : `${waiting.length} descriptions have changed`}
      className="mb-4"
      action={
        <Button
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
      <ul className="mt-2 grid gap-3">
        {shown.map((one) => (
          <li key={capabilityKey(one)} className="border-t border-warning/30 pt-2">
            <div className="flex flex-wrap items-center gap-2">
              <span className="min-w-0 flex-1">
                {kindWords[one.kind]} <code className="break-all">{one.name}</code>
              </span>
              {shown.length > 1 && (
                <Button
                  size="sm"
                  aria-label={`Accept ${one.name}`}
                  disabled={accept.isPending}
                  onClick={() => accept.mutate({ serverId, hashes: [one.hash] })}
                >
                  Accept
                </Button>
              )}
            </div>
            {one.changes.map(({ word, accepted, now }) => (
              <div key={word} className="mt-1 grid gap-3 lg:grid-cols-2">
                <SaidText title={`${word}, as agents see it`} text={accepted ?? "(none)"} />
                <SaidText title={`${word}, as the server says it now`} text={now ?? "(none)"} />
              </div>
            ))}
          </li>
        ))}
      </ul>
    </Callout>
  );
}
