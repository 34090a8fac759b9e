"use client";

import type { PrincipalView } from "@peta/contract";
import { Button, Field, FormActions, Input, TextLink, useToast } from "@peta/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { rateWords, readRate } from "@/features/network/network-words.ts";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";

/** A rate of the principal's own; empty takes it away, and the workspace's holds. */
export function PrincipalRateForm({ principal }: { principal: PrincipalView }) {
  const trpc = useTRPC();
  const toast = useToast();
  const markStale = useMarkStale();
  const limits = useQuery(trpc.network.limits.queryOptions());
  const [text, setText] = useState(principal.ratePerMinute === null ? "" : String(principal.ratePerMinute));
  const read = readRate(text);
  const save = useMutation(
    trpc.network.setPrincipalLimit.mutationOptions({
      meta: { showsError: true },
      onSuccess({ ratePerMinute }) {
        const holds = ratePerMinute === null ? "The workspace's rate holds" : rateWords(ratePerMinute);
        toast.show({ tone: "success", title: `${principal.displayName}: ${holds}` });
      },
      onSettled: () => markStale("principals", "network"),
    }),
  );
  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (read.ok) save.mutate({ principalId: principal.principalId, ratePerMinute: read.rate });
  }
  return (
    <form noValidate onSubmit={submit} aria-label="Request rate" className="grid max-w-lg gap-4">
      <Field
        label="Requests a minute"
        hint={
          <>
            Empty: the workspace's rate holds
            {limits.data && ` (${rateWords(limits.data.principalRatePerMinute).toLowerCase()})`}.{" "}
            <TextLink href="/network">Rates of the workspace</TextLink>
          </>
        }
        error={read.ok ? undefined : read.problem}
      >
        <Input
          inputMode="numeric"
          autoComplete="off"
          placeholder="As the workspace says"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <FormActions error={save.error ? toConsoleError(save.error).message : undefined}>
        <Button
          type="submit"
          busy={save.isPending}
          disabled={!read.ok || (read.ok && read.rate === principal.ratePerMinute)}
        >
          Save rate
        </Button>
      </FormActions>
    </form>
  );
}
