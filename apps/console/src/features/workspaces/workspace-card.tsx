"use client";

import { updateWorkspaceInputSchema } from "@peta/contract";
import { Button, Card, Field, FormActions, Input, useToast } from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { isAdministrator, useMe } from "@/features/session/session-context.tsx";
import { useContractForm } from "@/lib/form/use-contract-form.ts";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";

/** Renames the workspace; only for administrators. */
export function WorkspaceCard() {
  const me = useMe();
  if (!isAdministrator(me)) return null;
  return (
    <Card title="Workspace" description="Its short name stays; other workspaces are in the menu beside its name.">
      <RenameForm key={me.workspace.name} name={me.workspace.name} slug={me.workspace.slug} />
    </Card>
  );
}

function RenameForm({ name: before, slug }: { name: string; slug: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const markStale = useMarkStale();
  const [name, setName] = useState(before);
  const { formRef, errors, check } = useContractForm(updateWorkspaceInputSchema);
  const update = useMutation(
    trpc.workspaces.update.mutationOptions({
      meta: { showsError: true },
      async onSuccess() {
        toast.show({ tone: "success", title: "The workspace is renamed" });
        await Promise.all([
          queries.invalidateQueries({ queryKey: trpc.consoleSessions.me.queryKey() }),
          markStale("installation"),
        ]);
      },
    }),
  );
  function submit(event: SubmitEvent) {
    event.preventDefault();
    const input = check({ name });
    if (input) update.mutate(input);
  }
  return (
    <form ref={formRef} noValidate onSubmit={submit} className="grid max-w-md gap-4">
      <Field
        label="Name"
        hint={
          <>
            Short name: <code>{slug}</code>
          </>
        }
        error={errors.name}
        required
      >
        <Input autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <FormActions error={update.error ? toConsoleError(update.error).message : undefined}>
        <Button type="submit" busy={update.isPending} disabled={name.trim() === before}>
          Rename
        </Button>
      </FormActions>
    </form>
  );
}
