"use client";

import { addWorkspaceInputSchema } from "@peta/contract";
import { Button, Dialog, Field, FormActions, Input } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { useContractForm } from "@/lib/form/use-contract-form.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { suggestSlug } from "./suggest-slug.ts";
import { useSwitchWorkspace } from "./use-switch-workspace.ts";

/** Makes a workspace, whose owner one becomes, and goes there. */
export function AddWorkspaceDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="New workspace"
      description="A workspace has its own servers, people, agents, rules and audit log. Nothing is shared between two."
    >
      <AddWorkspaceForm onCancel={() => onOpenChange(false)} />
    </Dialog>
  );
}

function AddWorkspaceForm({ onCancel }: { onCancel: () => void }) {
  const trpc = useTRPC();
  const [values, setValues] = useState({ name: "", slug: "" });
  const { formRef, errors, check, refuse, onInput } = useContractForm(addWorkspaceInputSchema);
  const change = useSwitchWorkspace();
  const add = useMutation(
    trpc.workspaces.add.mutationOptions({
      meta: { showsError: true },
      onSuccess: (added) => change.run(added.slug),
      onError(error) {
        const { code, message } = toConsoleError(error);
        if (code === "workspace.duplicate") refuse("slug", message);
      },
    }),
  );
  const slug = values.slug || suggestSlug(values.name);
  function submit(event: SubmitEvent) {
    event.preventDefault();
    const input = check({ name: values.name, slug });
    if (input) add.mutate(input);
  }
  const failure = add.error ? toConsoleError(add.error) : null;
  return (
    <form ref={formRef} noValidate onInput={onInput} onSubmit={submit} className="grid gap-4">
      <Field label="Name" error={errors.name} required>
        <Input
          autoComplete="off"
          value={values.name}
          onChange={(e) => setValues({ ...values, name: e.target.value })}
        />
      </Field>
      <Field label="Short name" hint="In the command line and the API. It stays." error={errors.slug} required>
        <Input
          mono
          autoComplete="off"
          spellCheck={false}
          value={slug}
          onChange={(e) => setValues({ ...values, slug: e.target.value })}
        />
      </Field>
      <FormActions error={failure && failure.code !== "workspace.duplicate" ? failure.message : undefined}>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" busy={add.isPending || add.isSuccess}>
          Create and open
        </Button>
      </FormActions>
    </form>
  );
}
