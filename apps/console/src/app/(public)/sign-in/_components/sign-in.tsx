"use client";

import { signInInputSchema } from "@peta/contract";
import { Button, CenteredLayout, Field, FormActions, Input } from "@peta/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { type SubmitEvent, useEffect, useState } from "react";

import { safeNext } from "@/features/session/detour.ts";
import { PasswordField } from "@/features/session/password-field.tsx";
import { useContractForm } from "@/lib/form/use-contract-form.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";

/** E-mail and password; then back to where the person was. */
export function SignIn() {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const next = safeNext(useSearchParams().get("next"));
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { formRef, errors, check } = useContractForm(signInInputSchema);

  const status = useQuery(trpc.installation.publicStatus.queryOptions());
  const mustSetUp = status.data?.isSetUp === false;
  useEffect(() => {
    if (mustSetUp) router.replace("/setup");
  }, [mustSetUp, router]);

  const signIn = useMutation(
    trpc.consoleSessions.signIn.mutationOptions({
      meta: { showsError: true },
      onSuccess() {
        // Answers of whoever was here before must not be shown to this person.
        queries.clear();
        router.replace(next);
      },
      onError: () => setPassword(""),
    }),
  );

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const input = check({ email, password });
    if (input) signIn.mutate(input);
  }

  return (
    <CenteredLayout title="Sign in" description="To the Console of this Peta installation.">
      <form ref={formRef} noValidate onSubmit={submit} className="grid gap-4">
        <Field label="E-mail" error={errors.email} required>
          <Input
            type="email"
            autoComplete="username"
            autoFocus
            value={email}
            onChange={(e) => setEmail(e.target.value)}
          />
        </Field>
        <PasswordField value={password} onChange={setPassword} error={errors.password} required />
        <FormActions error={signIn.error ? toConsoleError(signIn.error).message : undefined}>
          <Button
            type="submit"
            variant="primary"
            size="lg"
            busy={signIn.isPending || signIn.isSuccess}
            busyLabel="Signing in"
          >
            Sign in
          </Button>
        </FormActions>
      </form>
    </CenteredLayout>
  );
}
