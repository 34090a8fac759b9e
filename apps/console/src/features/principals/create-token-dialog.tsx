"use client";

import { createTokenInputSchema } from "@peta/contract";
import { Button, Dialog, Field, FormActions, Input, Select } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { useContractForm } from "@/lib/form/use-contract-form.ts";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { NewToken } from "./new-token.tsx";
import { defaultLifetime, lifetimeSeconds, tokenLifetimes } from "./token-lifetimes.ts";

export interface CreateTokenDialogProps {
  principalId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Makes an access token and shows it once. */
export function CreateTokenDialog({ principalId, open, onOpenChange }: CreateTokenDialogProps) {
  const [isShowing, setIsShowing] = useState(false);
  function close() {
    setIsShowing(false);
    onOpenChange(false);
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? onOpenChange(true) : close())}
      // A press outside must not throw away the only copy.
      persistent={isShowing}
      size={isShowing ? "lg" : "md"}
      title={isShowing ? "Copy the token now" : "Create access token"}
      description={`For ${principalId}.`}
    >
      <TokenSteps principalId={principalId} onShown={() => setIsShowing(true)} onDone={close} />
    </Dialog>
  );
}

function TokenSteps(props: { principalId: string; onShown: () => void; onDone: () => void }) {
  const trpc = useTRPC();
  const markStale = useMarkStale();
  const [name, setName] = useState("");
  const [lifetime, setLifetime] = useState<string>(defaultLifetime);
  const { formRef, errors, check } = useContractForm(createTokenInputSchema);
  const create = useMutation(
    trpc.tokens.create.mutationOptions({
      meta: { showsError: true },
      onSuccess() {
        props.onShown();
        void markStale("principals");
      },
    }),
  );
  if (create.data) return <NewToken token={create.data.token} onDone={props.onDone} />;

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const input = check({
      principalId: props.principalId,
      name: name.trim() || undefined,
      expiresInSeconds: lifetimeSeconds(lifetime),
    });
    if (input) create.mutate(input);
  }
  return (
    <form ref={formRef} noValidate onSubmit={submit} className="grid gap-4">
      <Field label="Name" required={false} hint="Where it will be used: “laptop”, “nightly build”." error={errors.name}>
        <Input autoComplete="off" value={name} onChange={(e) => setName(e.target.value)} />
      </Field>
      <Field label="Expires" error={errors.expiresInSeconds}>
        <Select options={tokenLifetimes} value={lifetime} onValueChange={setLifetime} />
      </Field>
      <FormActions error={create.error ? toConsoleError(create.error).message : undefined}>
        <Button onClick={props.onDone}>Cancel</Button>
        <Button type="submit" variant="primary" busy={create.isPending}>
          Create token
        </Button>
      </FormActions>
    </form>
  );
}
