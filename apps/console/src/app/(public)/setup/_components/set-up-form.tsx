"use client";

import { setUpInputSchema } from "@peta/contract";
import { Button, Callout, Field, FormActions, Input } from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type SubmitEvent, useState } from "react";
import { PasswordField } from "@/features/session/password-field.tsx";
import { useContractForm } from "@/lib/form/use-contract-form.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { useSetupToken } from "./use-setup-token.ts";

/** Name, e-mail, password and the one-time token; then the browser is signed in. */
export function SetUpForm() {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const link = useSetupToken();
  const [values, setValues] = useState({ name: "", email: "", password: "" });
  const { formRef, errors, check, refuse, onInput } = useContractForm(setUpInputSchema);
  const setUp = useMutation(
    trpc.installation.setUp.mutationOptions({
      meta: { showsError: true },
      onSuccess() {
        queries.clear();
        router.replace("/");
      },
      onError(error) {
        const { code, message } = toConsoleError(error);
        if (code === "setup.token_invalid") {
          link.showField();
          refuse("setupToken", message);
        }
      },
    }),
  );
  const failure = setUp.error ? toConsoleError(setUp.error) : null;

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const input = check({ ...values, setupToken: link.token });
    if (input) setUp.mutate(input);
  }
  const set = (field: keyof typeof values) => (value: string) => setValues({ ...values, [field]: value });

  return (
    <form ref={formRef} noValidate onInput={onInput} onSubmit={submit} className="grid gap-4">
      {link.isFieldShown ? (
        <Field
          label="Set-up token"
          hint="It is in the start log of Core, and in the file setup-token of its data directory."
          error={errors.setupToken}
          required
        >
          <Input
            mono
            autoComplete="off"
            spellCheck={false}
            value={link.token}
            onChange={(e) => link.setToken(e.target.value)}
          />
        </Field>
      ) : (
        <Callout tone="success">Set-up token taken from your link.</Callout>
      )}
      <Field label="Your name" error={errors.name} required>
        <Input autoComplete="name" value={values.name} onChange={(e) => set("name")(e.target.value)} />
      </Field>
      <Field label="E-mail" error={errors.email} hint="You sign in with it. Nothing is sent to it." required>
        <Input
          type="email"
          autoComplete="username"
          value={values.email}
          onChange={(e) => set("email")(e.target.value)}
        />
      </Field>
      <PasswordField isNew value={values.password} onChange={set("password")} error={errors.password} required />
      <FormActions error={failure && failure.code !== "setup.token_invalid" ? failure.message : undefined}>
        <Button
          type="submit"
          variant="primary"
          size="lg"
          busy={setUp.isPending || setUp.isSuccess}
          busyLabel="Setting up"
        >
          Create owner
        </Button>
      </FormActions>
    </form>
  );
}
