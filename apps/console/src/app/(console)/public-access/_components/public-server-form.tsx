"use client";

import { Button, Callout, CheckList, DangerBadge, Field, FormActions, Input, Switch, useToast } from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useRef } from "react";
import { readPublicRate, toolNote, toolObstacle } from "@/features/public-access/public-words.ts";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { usePublicDraft } from "./use-public-draft.ts";

/** Opens or closes a server, chooses its tools and its rate; nothing holds before it is saved. */
export function PublicServerForm({ server, onDone }: { server: ServerDetail; onDone: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const markStale = useMarkStale();
  const formRef = useRef<HTMLFormElement>(null);
  const { serverId, anonymousObstacle } = server;
  const { draft, set, isChanged, isOutdated, discard } = usePublicDraft(server);
  const rate = readPublicRate(draft.rate);
  const update = useMutation(
    trpc.servers.update.mutationOptions({
      meta: { showsError: true },
      onSuccess(saved) {
        queries.setQueryData(trpc.servers.get.queryKey({ serverId }), saved);
        toast.show({
          tone: "success",
          title: saved.anonymousAccess
            ? `${saved.displayName} is open with ${saved.anonymousToolCount} of ${saved.counts.tools} tools`
            : `${saved.displayName} is closed to callers without a sign-in`,
        });
        onDone();
      },
      onSettled: () => markStale("servers"),
    }),
  );
  const tools = server.capabilities.filter(({ kind }) => kind === "tool");
  const sayReadOnly = tools.filter((tool) => tool.enabled && tool.hints.readOnly === true && !toolObstacle(tool));

  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (!rate.ok) return formRef.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
    update.mutate({
      serverId,
      anonymousAccess: draft.isOpen,
      anonymousRateLimit: rate.rate,
      anonymousTools: [...draft.tools],
    });
  }
  return (
    <form ref={formRef} noValidate aria-label="Public access of the server" onSubmit={submit} className="grid gap-5">
      {anonymousObstacle !== null && (
        <Callout tone="warning" title="It cannot be open to everybody">
          {anonymousObstacle}
        </Callout>
      )}
      {isOutdated && (
        <Callout
          tone="info"
          live
          title="Somebody else has changed this meanwhile"
          action={
            <Button size="sm" onClick={discard}>
              Show what holds now
            </Button>
          }
        >
          Saving replaces it with what you see here.
        </Callout>
      )}
      <Field
        label="Open without a sign-in"
        hint="Whoever reaches the public address can call the tools that are chosen below, with this server’s own credentials."
        layout="inline"
      >
        <Switch
          checked={draft.isOpen}
          // What is open already can always be closed.
          disabled={anonymousObstacle !== null && !draft.isOpen}
          onCheckedChange={(isOpen) => set({ isOpen })}
        />
      </Field>
      <CheckList
        label="Tools"
        items={tools.map((tool) => {
          const obstacle = toolObstacle(tool);
          return {
            value: tool.name,
            label: (
              <span className="flex flex-wrap items-baseline gap-x-2.5">
                <code className="break-all">{tool.name}</code>
                <DangerBadge level={tool.dangerLevel} />
              </span>
            ),
            words: `${tool.title ?? ""} ${tool.description ?? ""}`,
            detail: obstacle ?? toolNote(tool),
            ...(obstacle !== null && { disabled: true }),
          };
        })}
        chosen={draft.tools}
        onChange={(chosen) => set({ tools: chosen })}
        empty="The server offers no tools."
        hint="A tool that changes later is off and no longer chosen, until somebody has looked at it."
      />
      {sayReadOnly.length > 0 && (
        <p className="-mt-2 text-13 text-text-muted">
          <Button size="sm" onClick={() => set({ tools: new Set(sayReadOnly.map(({ name }) => name)) })}>
            Choose those that say they only read
          </Button>{" "}
          A server says that of itself; look at each.
        </p>
      )}
      <Field
        label="Requests a minute from one address"
        hint="The lowest of the open servers holds for all of them. An IPv6 network of 64 bits counts as one address."
        error={rate.ok ? undefined : rate.problem}
      >
        <Input
          inputMode="numeric"
          autoComplete="off"
          value={draft.rate}
          onChange={(event) => set({ rate: event.target.value })}
          trailing={<span className="pr-2 whitespace-nowrap">a minute</span>}
          className="pr-18"
        />
      </Field>
      <FormActions error={update.error ? toConsoleError(update.error).message : undefined}>
        <Button disabled={!isChanged} onClick={discard}>
          Discard changes
        </Button>
        <Button type="submit" variant="primary" busy={update.isPending} disabled={!isChanged}>
          Save
        </Button>
      </FormActions>
    </form>
  );
}
