"use client";

import { addOAuthClientInputSchema } from "@peta/contract";
import { Button, Field, FormActions, Input, RadioCards, Select, Textarea } from "@peta/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Bot, User } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useContractForm } from "@/lib/form/use-contract-form.ts";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { clientInput, type ClientDraft, emptyDraft } from "./client-draft.ts";
import type { NewClient } from "./new-client-secret.tsx";

const kinds = [
  {
    value: "agent",
    label: "By itself",
    icon: <Bot aria-hidden />,
    description: "A job or service with a secret, as one of your agents.",
  },
  {
    value: "people",
    label: "For people",
    icon: <User aria-hidden />,
    description: "People sign in with their browser and allow it.",
  },
] as const;
const secrets = [
  { value: "yes", label: "Keeps a secret (runs on a server)" },
  { value: "no", label: "Cannot keep one (runs on people's devices)" },
];

export function AddClientForm({ onAdded, onCancel }: { onAdded: (client: NewClient) => void; onCancel: () => void }) {
  const trpc = useTRPC();
  const markStale = useMarkStale();
  const [draft, setDraft] = useState<ClientDraft>(emptyDraft);
  const set = <K extends keyof ClientDraft>(key: K, value: ClientDraft[K]) => setDraft({ ...draft, [key]: value });
  const { formRef, errors, check, onInput } = useContractForm(addOAuthClientInputSchema);
  const principals = useQuery(trpc.principals.list.queryOptions());
  const agents = (principals.data ?? []).filter((one) => one.kind === "agent" && one.status === "active");
  const add = useMutation(
    trpc.oauth.addClient.mutationOptions({
      meta: { showsError: true },
      onSuccess(client) {
        onAdded(client);
        void markStale("oauthClients", "clients");
      },
    }),
  );

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const input = check(clientInput(draft));
    if (input) add.mutate(input);
  }
  const addressError = Object.entries(errors).find(([path]) => path.startsWith("redirectUris"))?.[1];
  return (
    <form ref={formRef} noValidate onInput={onInput} onSubmit={submit} className="grid gap-4">
      <RadioCards label="It acts" value={draft.kind} onValueChange={(kind) => set("kind", kind)} options={kinds} />
      <Field label="Name" hint="People read it before they allow anything." error={errors.name} required>
        <Input autoComplete="off" value={draft.name} onChange={(event) => set("name", event.target.value)} />
      </Field>
      {draft.kind === "agent" ? (
        <Field
          label="Agent"
          hint={
            principals.data && agents.length === 0
              ? "There is no active agent yet. Add one under People & agents first."
              : "It may do what this agent may, and no more."
          }
          error={errors.principalId}
          required
        >
          <Select
            placeholder="Choose an agent"
            options={agents.map((agent) => ({
              value: agent.principalId,
              label: `${agent.displayName} (${agent.principalId})`,
            }))}
            value={draft.principalId}
            onValueChange={(principalId) => set("principalId", principalId)}
          />
        </Field>
      ) : (
        <>
          <Field
            label="Answers go to"
            hint="One address a line: https, or http on this computer. They are compared letter by letter."
            error={addressError}
            required
          >
            <Textarea
              mono
              rows={3}
              spellCheck={false}
              value={draft.redirectUris}
              onChange={(event) => set("redirectUris", event.target.value)}
            />
          </Field>
          <Field label="Secret">
            <Select options={secrets} value={draft.secret} onValueChange={(secret) => set("secret", secret as "yes")} />
          </Field>
        </>
      )}
      <FormActions error={add.error ? toConsoleError(add.error).message : undefined}>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" busy={add.isPending}>
          Add client
        </Button>
      </FormActions>
    </form>
  );
}
