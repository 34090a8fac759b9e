"use client";

import type { WorkspaceLimits } from "@peta/contract";
import { Button, Card, CardSkeleton, Field, FormActions, Input, TextLink, useToast } from "@peta/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { rateWords, readRate } from "@/features/network/network-words.ts";
import { principalHref } from "@/features/principals/principal-words.ts";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";

/** How many requests a minute Core answers: for the workspace, for each principal, and who has a rate of their own. */
export function LimitsCard() {
  const trpc = useTRPC();
  const limits = useQuery(trpc.network.limits.queryOptions());
  const principals = useQuery(trpc.principals.list.queryOptions());
  const special = (principals.data ?? []).filter((principal) => principal.ratePerMinute !== null);
  if (limits.error && !limits.data) {
    return (
      <Card title="Request rates">
        <QueryProblem query={limits} what="The limits could not be read" compact />
      </Card>
    );
  }
  if (!limits.data) return <CardSkeleton lines={4} label="Loading limits" />;
  return (
    <Card
      title="Request rates"
      description="Above its rate a request is refused with 429 and the time to wait. Counted over the last sixty seconds."
    >
      <div className="grid gap-6">
        <LimitsForm key={JSON.stringify(limits.data)} limits={limits.data} />
        <section>
          <h3 className="mb-1 text-13 font-semibold">Rates of their own</h3>
          {special.length === 0 ? (
            <p className="text-13 text-text-muted">
              Nobody has one. It is set on the page of a person or agent, under Clients.
            </p>
          ) : (
            <ul aria-label="Principals with a rate of their own" className="m-0 grid list-none gap-1 p-0 text-13">
              {special.map((principal) => (
                <li key={principal.principalId} className="flex flex-wrap gap-x-2">
                  <TextLink href={`${principalHref(principal.principalId)}&tab=clients`}>
                    {principal.displayName}
                  </TextLink>
                  <span className="text-text-muted">{rateWords(principal.ratePerMinute)}</span>
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
    </Card>
  );
}

const textOf = (rate: number | null): string => (rate === null ? "" : String(rate));

function LimitsForm({ limits }: { limits: WorkspaceLimits }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const [principalText, setPrincipalText] = useState(textOf(limits.principalRatePerMinute));
  const [workspaceText, setWorkspaceText] = useState(textOf(limits.workspaceRatePerMinute));
  const ofPrincipal = readRate(principalText);
  const ofWorkspace = readRate(workspaceText);
  const save = useMutation(
    trpc.network.setLimits.mutationOptions({
      meta: { showsError: true },
      onSuccess(saved) {
        queries.setQueryData(trpc.network.limits.queryKey(), saved);
        toast.show({ tone: "success", title: "The limits are in force" });
      },
    }),
  );
  const isChanged =
    !ofPrincipal.ok ||
    !ofWorkspace.ok ||
    ofPrincipal.rate !== limits.principalRatePerMinute ||
    ofWorkspace.rate !== limits.workspaceRatePerMinute;
  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (ofPrincipal.ok && ofWorkspace.ok)
      save.mutate({ principalRatePerMinute: ofPrincipal.rate, workspaceRatePerMinute: ofWorkspace.rate });
  }
  return (
    <form noValidate onSubmit={submit} aria-label="Request rates" className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <RateField
          label="Each person and agent"
          hint="For everybody without a rate of their own. Empty: no limit."
          text={principalText}
          onChange={setPrincipalText}
        />
        <RateField
          label="The workspace together"
          hint="For all of them at the same time. Empty: no limit."
          text={workspaceText}
          onChange={setWorkspaceText}
        />
      </div>
      <FormActions error={save.error ? toConsoleError(save.error).message : undefined}>
        <Button
          type="submit"
          variant="primary"
          busy={save.isPending}
          disabled={!isChanged || !ofPrincipal.ok || !ofWorkspace.ok}
        >
          Save limits
        </Button>
      </FormActions>
    </form>
  );
}

function RateField(props: { label: string; hint: string; text: string; onChange: (text: string) => void }) {
  const read = readRate(props.text);
  return (
    <Field label={props.label} hint={props.hint} error={read.ok ? undefined : read.problem}>
      <Input
        inputMode="numeric"
        autoComplete="off"
        placeholder="No limit"
        value={props.text}
        onChange={(event) => props.onChange(event.target.value)}
        trailing={<span className="pr-2 whitespace-nowrap">a minute</span>}
        className="pr-18"
      />
    </Field>
  );
}
