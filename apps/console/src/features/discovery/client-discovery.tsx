"use client";

import { ALL_CLIENTS } from "@peta/contract";
import { Button, CardSkeleton } from "@peta/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { DiscoveryForm } from "./discovery-form.tsx";
import { listSentence, profileLabel, sourceSentence } from "./discovery-words.ts";

/** How one client of a principal, or all of them, meets its tools, and what comes of it. */
export function ClientDiscovery({ principalId, clientKey }: { principalId: string; clientKey: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const markStale = useMarkStale();
  const [isOpen, setOpen] = useState(false);
  const about = { principalId, ...(clientKey !== ALL_CLIENTS && { clientKey }) };
  const key = trpc.discovery.show.queryKey(about);
  const view = useQuery(trpc.discovery.show.queryOptions(about));
  const set = useMutation(
    trpc.discovery.set.mutationOptions({
      meta: { showsError: true },
      onSuccess: (answer) => queries.setQueryData(key, answer),
      onSettled: () => markStale("discovery"),
    }),
  );
  if (view.error && !view.data) {
    return <QueryProblem query={view} what="How it meets its tools could not be read" compact />;
  }
  if (!view.data) return <CardSkeleton lines={3} label="Loading how it meets its tools" />;
  const { profile, pinned, directTools, source } = view.data;
  const isOwn = source === (clientKey === ALL_CLIENTS ? "principal" : "client");
  return (
    <div className="grid grid-cols-1 gap-4">
      <p className="text-13">
        <strong className="font-semibold">{profileLabel(profile)}.</strong>{" "}
        <span className="text-text-muted">
          {sourceSentence[source]} {listSentence(view.data)} It is no permission: a tool that is not in the list runs
          when it is called.
        </span>
      </p>
      {isOpen ? (
        <DiscoveryForm
          label="How it meets its tools"
          initial={{ profile, pinned, directTools }}
          of={{ principalId, clientKey }}
          onSave={(choice) => set.mutate({ ...about, ...choice })}
          isBusy={set.isPending}
          error={set.error ? toConsoleError(set.error).message : undefined}
          {...(isOwn && { onRemove: () => set.mutate({ ...about, profile: null }) })}
        />
      ) : (
        <div>
          <Button size="sm" onClick={() => setOpen(true)}>
            Change
          </Button>
        </div>
      )}
    </div>
  );
}
