"use client";

import { type PrincipalView, type Role, updatePrincipalInputSchema } from "@peta/contract";
import { Button, Dialog, Field, FormActions, Input, Select } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { roleOptions, roleWords } from "@/features/principals/role-words.ts";
import { useContractForm } from "@/lib/form/use-contract-form.ts";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";

interface EditPrincipalProps {
  principal: PrincipalView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Name and role. */
export function EditPrincipalDialog(props: EditPrincipalProps) {
  return (
    <Dialog open={props.open} onOpenChange={props.onOpenChange} title={`Edit ${props.principal.displayName}`}>
      <EditPrincipalForm {...props} />
    </Dialog>
  );
}

function EditPrincipalForm({ principal, onOpenChange }: EditPrincipalProps) {
  const trpc = useTRPC();
  const markStale = useMarkStale();
  const [displayName, setDisplayName] = useState(principal.displayName);
  const [role, setRole] = useState<Role>(principal.role);
  const { formRef, errors, check } = useContractForm(updatePrincipalInputSchema);
  const update = useMutation(
    trpc.principals.update.mutationOptions({
      meta: { showsError: true },
      async onSuccess() {
        await markStale("principals");
        onOpenChange(false);
      },
    }),
  );
  function submit(event: SubmitEvent) {
    event.preventDefault();
    const input = check({
      principalId: principal.principalId,
      displayName,
      // Core asks for more rights to set a role, so it is sent only when it changes.
      ...(role !== principal.role && { role }),
    });
    if (input) update.mutate(input);
  }
  return (
    <form ref={formRef} noValidate onSubmit={submit} className="grid gap-4">
      <Field label="Name" error={errors.displayName} required>
        <Input autoComplete="off" value={displayName} onChange={(event) => setDisplayName(event.target.value)} />
      </Field>
      <Field label="Role" hint={roleWords[role].means} error={errors.role}>
        <Select options={roleOptions} value={role} onValueChange={(value) => setRole(value as Role)} />
      </Field>
      <FormActions error={update.error ? toConsoleError(update.error).message : undefined}>
        <Button onClick={() => onOpenChange(false)}>Cancel</Button>
        <Button type="submit" variant="primary" busy={update.isPending}>
          Save
        </Button>
      </FormActions>
    </form>
  );
}
