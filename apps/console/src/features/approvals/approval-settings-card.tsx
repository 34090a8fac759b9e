"use client";

import type { ApprovalSettings } from "@peta/contract";
import { Card, CardSkeleton, DescriptionList, Field, RadioCards, Select, useToast } from "@peta/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { isAdministrator, useMe } from "@/features/session/session-context.tsx";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { lifetimeOptions, lifetimeWords, selfApprovalOptions } from "./approval-words.ts";

/** Whether who asks may decide, and how long a question waits. Everybody may read it, administrators change it. */
export function ApprovalSettingsCard() {
  const trpc = useTRPC();
  const isAdmin = isAdministrator(useMe());
  const settings = useQuery(trpc.approvals.settings.queryOptions());
  if (settings.error && !settings.data) {
    return (
      <Card title="Approvals">
        <QueryProblem query={settings} what="The settings could not be read" compact />
      </Card>
    );
  }
  if (!settings.data) return <CardSkeleton lines={4} label="Loading settings of approvals" />;
  const { selfApproval, expiresAfterSeconds } = settings.data;
  return (
    <Card
      title={<span id="approvals">Approvals</span>}
      description="Owners and admins decide about every call, people about their own and their agents' calls. Agents never decide."
    >
      {isAdmin ? (
        <SettingsForm settings={settings.data} />
      ) : (
        <DescriptionList
          items={[
            {
              term: "Who asks may decide",
              value: selfApprovalOptions.find((option) => option.value === selfApproval)?.label,
              hint: selfApprovalOptions.find((option) => option.value === selfApproval)?.description,
            },
            { term: "A question waits", value: lifetimeWords(expiresAfterSeconds) },
          ]}
        />
      )}
    </Card>
  );
}

function SettingsForm({ settings }: { settings: ApprovalSettings }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const key = trpc.approvals.settings.queryKey();
  const update = useMutation(
    trpc.approvals.updateSettings.mutationOptions({
      meta: { failure: "The setting was not changed" },
      // Shown at once, taken back with the reason when Core refuses.
      onMutate: (change) => queries.setQueryData(key, (old) => old && { ...old, ...change }),
      onError: () => queries.setQueryData(key, settings),
      onSuccess(saved) {
        queries.setQueryData(key, saved);
        toast.show({ tone: "success", title: "Saved", description: "It holds from the next question on." });
      },
    }),
  );
  return (
    <div className="grid gap-5">
      <RadioCards
        label="May a person decide what they ask for themself?"
        value={settings.selfApproval}
        onValueChange={(value) => update.mutate({ selfApproval: value })}
        options={selfApprovalOptions}
      />
      <Field
        label="A question waits"
        hint="And an approval can be used for as long after the decision."
        className="max-w-64"
      >
        <Select
          options={lifetimeOptions(settings.expiresAfterSeconds)}
          value={String(settings.expiresAfterSeconds)}
          onValueChange={(value) => update.mutate({ expiresAfterSeconds: Number(value) })}
        />
      </Field>
    </div>
  );
}
