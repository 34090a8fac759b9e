"use client";

import { updateServerInputSchema } from "@peta/contract";
import { Button, Card, CheckList, Field, FormActions, Textarea, useToast } from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { draftOfSettings, settingsProblems, toSettings } from "@/features/servers/settings-draft.ts";
import { useContractForm } from "@/lib/form/use-contract-form.ts";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { BoundFields } from "./bound-fields.tsx";
import { ConnectionFields } from "./connection-fields.tsx";

/** How Core runs this server. What is left at its default follows the installation. */
export function ServerSettings({ server }: { server: ServerDetail }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const markStale = useMarkStale();
  const { serverId } = server;
  const [draft, setDraft] = useState(() => draftOfSettings(server.settings));
  // What was saved elsewhere meanwhile is shown, not overwritten unseen.
  const [stored, setStored] = useState(server.settings);
  if (JSON.stringify(stored) !== JSON.stringify(server.settings)) {
    setStored(server.settings);
    setDraft(draftOfSettings(server.settings));
  }
  const settings = toSettings(draft);
  const edited = { serverId, settings };
  const { formRef, errors, unplaced, check } = useContractForm(updateServerInputSchema, edited);
  const problems = settingsProblems(draft);
  const update = useMutation(
    trpc.servers.update.mutationOptions({
      meta: { showsError: true },
      onSuccess(detail) {
        queries.setQueryData(trpc.servers.get.queryKey({ serverId }), detail);
        toast.show({ tone: "success", title: "The settings hold from the next request on" });
      },
      onSettled: () => markStale("servers"),
    }),
  );
  const isChanged = JSON.stringify(settings) !== JSON.stringify(toSettings(draftOfSettings(server.settings)));
  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (Object.keys(problems).length > 0) {
      formRef.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
      return;
    }
    const input = check(edited);
    if (input) update.mutate(input);
  }
  const tools = server.capabilities.filter(({ kind }) => kind === "tool");
  const names = [...new Set([...tools.map(({ name }) => name), ...draft.idempotentTools])];
  const set = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  return (
    <form ref={formRef} noValidate aria-label="Settings of the server" onSubmit={submit} className="grid gap-4">
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card title="Connection">
          <ConnectionFields draft={draft} onChange={set} server={server} />
        </Card>
        <Card title="Bounds and times" description="Empty: the installation's default.">
          <BoundFields draft={draft} onChange={set} problems={problems} />
        </Card>
      </div>
      <Card
        title="Tools that may run twice"
        description="Their calls are repeated once when the connection breaks. Only for tools where that does no harm; a server's own hint never does this."
      >
        <CheckList
          label="Tools"
          items={names.map((value) => ({
            value,
            label: <code>{value}</code>,
            ...(tools.every(({ name }) => name !== value) && { detail: "The server does not offer it now." }),
          }))}
          chosen={draft.idempotentTools}
          onChange={(idempotentTools) => set({ idempotentTools })}
          empty="The server offers no tools."
        />
      </Card>
      <Card
        title="Methods of extensions"
        description="Requests of clients that MCP itself does not know are passed on to this server, if they are named here. Rules decide on them as on tools."
      >
        <Field
          label="Methods"
          hint="One a line: vendor/method, or vendor/* for all of a vendor."
          required={false}
          error={Object.entries(errors).find(([path]) => path.startsWith("settings.extensionMethods"))?.[1]}
        >
          <Textarea
            mono
            rows={2}
            className="min-h-9"
            spellCheck={false}
            value={draft.extensionMethods}
            onChange={(event) => set({ extensionMethods: event.target.value })}
          />
        </Field>
      </Card>
      <FormActions error={unplaced ?? (update.error ? toConsoleError(update.error).message : undefined)}>
        <Button disabled={!isChanged} onClick={() => setDraft(draftOfSettings(server.settings))}>
          Discard changes
        </Button>
        <Button type="submit" variant="primary" busy={update.isPending} disabled={!isChanged}>
          Save settings
        </Button>
      </FormActions>
    </form>
  );
}
