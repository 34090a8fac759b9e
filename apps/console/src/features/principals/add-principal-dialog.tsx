"use client";

import { addPrincipalInputSchema, type PrincipalView, type Role } from "@peta/contract";
import { Button, Dialog, Field, FormActions, Input, RadioCards, Select } from "@peta/ui";
import { Bot, User } from "lucide-react";
import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { PasswordField } from "@/features/session/password-field.tsx";
import { useMe } from "@/features/session/session-context.tsx";
import { useContractForm } from "@/lib/form/use-contract-form.ts";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { roleOptions, roleWords, suggestPrincipalId } from "./role-words.ts";

export interface AddPrincipalDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** For the owner of an agent. */
  people: readonly PrincipalView[];
  onAdded: (added: PrincipalView) => void;
}

/** Adds a person or an agent. */
export function AddPrincipalDialog({ open, onOpenChange, people, onAdded }: AddPrincipalDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Add person or agent"
      description="A person signs in; an agent is a program that calls tools with an access token, and a person answers for it."
    >
      <AddPrincipalForm people={people} onAdded={onAdded} onCancel={() => onOpenChange(false)} />
    </Dialog>
  );
}

const kinds = [
  { value: "agent", label: "Agent", description: "A program with an access token", icon: <Bot aria-hidden /> },
  { value: "person", label: "Person", description: "Somebody who may sign in", icon: <User aria-hidden /> },
] as const;

const blank = {
  kind: "agent" as "agent" | "person",
  displayName: "",
  principalId: "",
  role: "user" as Role,
  ownerId: "",
  email: "",
  password: "",
};

function AddPrincipalForm(props: {
  people: readonly PrincipalView[];
  onAdded: (added: PrincipalView) => void;
  onCancel: () => void;
}) {
  const trpc = useTRPC();
  const me = useMe();
  const markStale = useMarkStale();
  const [values, setValues] = useState({ ...blank, ownerId: me.kind === "person" ? me.principalId : "" });
  const { formRef, errors, check, refuse, onInput } = useContractForm(addPrincipalInputSchema);
  const add = useMutation(
    trpc.principals.add.mutationOptions({
      meta: { showsError: true },
      onSuccess(added) {
        void markStale("principals");
        props.onAdded(added);
      },
      onError(error) {
        const { code, message } = toConsoleError(error);
        if (code === "principal.duplicate") refuse("principalId", message);
        if (code === "account.duplicate") refuse("email", message);
      },
    }),
  );
  const isPerson = values.kind === "person";
  const principalId = values.principalId || suggestPrincipalId(values.displayName);
  const set = <K extends keyof typeof blank>(field: K, value: (typeof blank)[K]) =>
    setValues({ ...values, [field]: value });

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const signIn =
      isPerson && (values.email || values.password) ? { email: values.email, password: values.password } : {};
    const input = check({
      principalId,
      kind: values.kind,
      role: values.role,
      displayName: values.displayName.trim() || undefined,
      ...(!isPerson && values.ownerId && { ownerId: values.ownerId }),
      ...signIn,
    });
    if (input) add.mutate(input);
  }

  const failure = add.error ? toConsoleError(add.error) : null;
  const isShownAtField = failure?.code === "principal.duplicate" || failure?.code === "account.duplicate";
  return (
    <form ref={formRef} noValidate onInput={onInput} onSubmit={submit} className="grid gap-4">
      <RadioCards label="Kind" value={values.kind} onValueChange={(kind) => set("kind", kind)} options={kinds} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" error={errors.displayName} required>
          <Input autoComplete="off" value={values.displayName} onChange={(e) => set("displayName", e.target.value)} />
        </Field>
        <Field label="Id" hint="In rules, the audit log and the CLI. It stays." error={errors.principalId} required>
          <Input
            mono
            autoComplete="off"
            spellCheck={false}
            value={principalId}
            onChange={(e) => set("principalId", e.target.value)}
          />
        </Field>
        <Field label="Role" hint={roleWords[values.role].means} error={errors.role}>
          <Select options={roleOptions} value={values.role} onValueChange={(role) => set("role", role as Role)} />
        </Field>
        {!isPerson && (
          <Field label="Owner" hint="The person who answers for it." error={errors.ownerId}>
            <Select
              placeholder="Choose a person"
              options={props.people.map((person) => ({
                value: person.principalId,
                label: `${person.displayName} (${person.principalId})`,
              }))}
              value={values.ownerId}
              onValueChange={(ownerId) => set("ownerId", ownerId)}
            />
          </Field>
        )}
      </div>
      {isPerson && (
        <fieldset className="grid gap-4 sm:grid-cols-2">
          <legend className="mb-2 text-13 font-medium">
            Console sign-in <span className="font-normal text-text-muted">Optional: both or neither</span>
          </legend>
          <Field label="E-mail" error={errors.email}>
            <Input
              type="email"
              autoComplete="off"
              value={values.email}
              onChange={(e) => set("email", e.target.value)}
            />
          </Field>
          <PasswordField
            isNew
            label="First password"
            value={values.password}
            onChange={(value) => set("password", value)}
            error={errors.password}
          />
        </fieldset>
      )}
      <FormActions error={failure && !isShownAtField ? failure.message : undefined}>
        <Button onClick={props.onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" busy={add.isPending}>
          {isPerson ? "Add person" : "Add agent"}
        </Button>
      </FormActions>
    </form>
  );
}
