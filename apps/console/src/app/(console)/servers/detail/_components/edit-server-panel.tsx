"use client";

import { updateServerInputSchema } from "@peta/contract";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import { Button, Callout, Field, FormActions, Input, SidePanel, Switch, useToast } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { type RestDraft, restDraftOf, toRestLaunch } from "@/features/rest/rest-draft.ts";
import { draftOfView, toLaunch } from "@/features/servers/launch-draft.ts";
import { LaunchFields, TransportCards } from "@/features/servers/launch-fields.tsx";
import { secretNamesOf } from "@/features/servers/launch-view.ts";
import { useContractForm } from "@/lib/form/use-contract-form.ts";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { StoredRestFields } from "./stored-rest-fields.tsx";

/** Changes name and access; how the server is reached only on request, because its secrets must be typed anew. */
export function EditServerPanel({
  server,
  open,
  onClose,
}: {
  server: ServerDetail;
  open: boolean;
  onClose: () => void;
}) {
  return (
    <SidePanel open={open} onOpenChange={(next) => !next && onClose()} title={`Edit ${server.displayName}`} size="lg">
      <EditServerForm server={server} onClose={onClose} />
    </SidePanel>
  );
}

function EditServerForm({ server, onClose }: { server: ServerDetail; onClose: () => void }) {
  const trpc = useTRPC();
  const toast = useToast();
  const markStale = useMarkStale();
  const [displayName, setDisplayName] = useState(server.displayName);
  const [publicAccess, setPublicAccess] = useState(server.publicAccess);
  const [draft, setDraft] = useState(() => draftOfView(server.launch));
  const [rest, setRest] = useState<RestDraft>(() => restDraftOf(server.launch));
  const [changesLaunch, setChangesLaunch] = useState(false);
  const edited = {
    serverId: server.serverId,
    displayName,
    publicAccess,
    ...(changesLaunch && { launch: server.transport === "rest" ? toRestLaunch(rest) : toLaunch(draft) }),
  };
  const { formRef, errors, unplaced, check } = useContractForm(updateServerInputSchema, edited);
  const update = useMutation(
    trpc.servers.update.mutationOptions({
      meta: { showsError: true },
      onSuccess() {
        void markStale("servers");
        toast.show({
          tone: "success",
          title: "Saved",
          description: changesLaunch ? "It takes effect at the next connection." : undefined,
        });
        onClose();
      },
    }),
  );
  function submit(event: SubmitEvent) {
    event.preventDefault();
    const input = check(edited);
    if (input) update.mutate(input);
  }
  const secretNames = secretNamesOf(server.launch);
  return (
    <form ref={formRef} noValidate onSubmit={submit} className="grid gap-5">
      <Field label="Display name" error={errors.displayName} required>
        <Input autoComplete="off" value={displayName} onChange={(e) => setDisplayName(e.target.value)} />
      </Field>
      <Field label="Open to everybody" hint="Everybody may use it unless a switch says otherwise." layout="inline">
        <Switch checked={publicAccess} onCheckedChange={setPublicAccess} />
      </Field>
      {server.transport === "skills" ? (
        <p className="text-13 text-text-muted">Which version it serves is chosen under Configuration.</p>
      ) : (
        <Field label="Change how it is reached" hint="Replaces the stored configuration as a whole." layout="inline">
          <Switch checked={changesLaunch} onCheckedChange={setChangesLaunch} />
        </Field>
      )}
      {changesLaunch && (
        <>
          {secretNames.length > 0 && (
            <Callout tone="warning" title="Type the secret values again">
              Core never gives them back, so what is left empty here is saved empty: {secretNames.join(", ")}.
            </Callout>
          )}
          {server.transport === "rest" ? (
            <StoredRestFields serverId={server.serverId} draft={rest} onChange={setRest} errors={errors} />
          ) : (
            <>
              <TransportCards draft={draft} onChange={setDraft} />
              <LaunchFields draft={draft} onChange={setDraft} errors={errors} />
            </>
          )}
        </>
      )}
      <FormActions error={unplaced ?? (update.error ? toConsoleError(update.error).message : undefined)}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={update.isPending}>
          Save
        </Button>
      </FormActions>
    </form>
  );
}
