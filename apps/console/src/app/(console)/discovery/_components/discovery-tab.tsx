"use client";

import { Card, CardSkeleton, useToast } from "@peta/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { DiscoveryForm } from "@/features/discovery/discovery-form.tsx";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { NarrowerSettings } from "./narrower-settings.tsx";
import { SearchPreview } from "./search-preview.tsx";

/** The workspace's default, who has a setting of their own, and what an agent would find. */
export function DiscoveryTab() {
  const trpc = useTRPC();
  const toast = useToast();
  const markStale = useMarkStale();
  const settings = useQuery(trpc.discovery.settings.queryOptions());
  const setDefault = useMutation(
    trpc.discovery.setDefault.mutationOptions({
      meta: { showsError: true },
      onSuccess: () => toast.show({ tone: "success", title: "The default holds, also for open sessions" }),
      onSettled: () => markStale("discovery"),
    }),
  );
  if (settings.error && !settings.data) {
    return <QueryProblem query={settings} what="The settings could not be read" />;
  }
  if (!settings.data) return <CardSkeleton lines={6} label="Loading how agents meet their tools" />;
  // Until somebody says something, agents meet all of their tools at once.
  const { profile, pinned, directTools } = settings.data.find(({ principalId }) => principalId === null) ?? {
    profile: "flat" as const,
    pinned: [],
    directTools: 15,
  };
  return (
    <div className="grid grid-cols-1 gap-8">
      <Card
        title="Default of the workspace"
        description="For everybody for whom nothing narrower is said. A tool that is not in the list runs when it is called, by the same permissions."
      >
        <DiscoveryForm
          label="Default of the workspace"
          initial={{ profile, pinned, directTools }}
          onSave={(choice) => setDefault.mutate(choice)}
          isBusy={setDefault.isPending}
          error={setDefault.error ? toConsoleError(setDefault.error).message : undefined}
        />
      </Card>
      <NarrowerSettings settings={settings.data.filter(({ principalId }) => principalId !== null)} />
      <SearchPreview />
    </div>
  );
}
