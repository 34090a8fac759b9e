"use client";

import type { OAuthClientView } from "@peta/contract";
import { Button, Callout, ConfirmDialog, DescriptionList, PageSection, RelativeTime, SidePanel } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { GrantTable } from "@/features/oauth/grant-table.tsx";
import { flowWords, originWords, scopeLabel } from "@/features/oauth/oauth-words.ts";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";

export interface OAuthClientPanelProps {
  /** Undefined: nothing is open. */
  client: OAuthClientView | undefined;
  onClose: () => void;
}

/** One application: what it is, who has allowed it what, the switch, and taking it out. */
export function OAuthClientPanel({ client, onClose }: OAuthClientPanelProps) {
  return (
    <SidePanel
      open={client !== undefined}
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title={client?.name ?? ""}
      description={client && `${originWords[client.origin].label}. ${originWords[client.origin].means}`}
      footer={client && <ClientActions key={client.clientId} client={client} onRemoved={onClose} />}
    >
      {client && <ClientFacts client={client} />}
    </SidePanel>
  );
}

function ClientFacts({ client }: { client: OAuthClientView }) {
  const isForPeople = client.grantTypes.includes("authorization_code");
  return (
    <div className="grid gap-6">
      {!client.enabled && (
        <Callout tone="info" title="Switched off in this workspace">
          Its tokens are refused and nobody can allow it anything, until it is switched on again.
        </Callout>
      )}
      <DescriptionList
        compact
        items={[
          { term: "Client id", value: client.clientId, mono: true, copy: client.clientId },
          { term: "Acts", value: flowWords(client) },
          { term: "May ask for", value: client.scopes.map(scopeLabel).join(", ") },
          {
            term: "Proves who it is",
            value: client.authMethod === "none" ? "It cannot: it is a public client" : "With a secret",
          },
          ...(isForPeople
            ? [{ term: "Answers go to", value: client.redirectUris.join("\n"), mono: true } as const]
            : []),
          { term: "Known here since", value: <RelativeTime at={client.createdAt} /> },
          { term: "Last used", value: client.lastUsedAt && <RelativeTime at={client.lastUsedAt} /> },
        ]}
      />
      {isForPeople && (
        <PageSection title="Allowed by" description="Taking one back ends every token that came of it at once.">
          <GrantTable of={{ clientId: client.clientId }} />
        </PageSection>
      )}
    </div>
  );
}

function ClientActions({ client, onRemoved }: { client: OAuthClientView; onRemoved: () => void }) {
  const trpc = useTRPC();
  const markStale = useMarkStale();
  const [isRemoving, setRemoving] = useState(false);
  const { clientId, enabled } = client;
  const set = useMutation(
    trpc.oauth.setClient.mutationOptions({
      meta: { failure: "The client was not switched" },
      onSuccess: () => markStale("oauthClients", "clients"),
    }),
  );
  const remove = useMutation(
    trpc.oauth.removeClient.mutationOptions({
      meta: { showsError: true },
      async onSuccess() {
        setRemoving(false);
        onRemoved();
        await markStale("oauthClients", "clients");
      },
    }),
  );
  return (
    <>
      <Button variant="danger-outline" onClick={() => setRemoving(true)}>
        Remove
      </Button>
      <Button busy={set.isPending} onClick={() => set.mutate({ clientId, enabled: !enabled })}>
        {enabled ? "Switch off" : "Switch on"}
      </Button>
      <ConfirmDialog
        open={isRemoving}
        onOpenChange={setRemoving}
        title={`Remove ${client.name}?`}
        confirmLabel="Remove client"
        tone="danger"
        busy={remove.isPending}
        error={remove.error ? toConsoleError(remove.error).message : undefined}
        onConfirm={() => remove.mutate({ clientId })}
      >
        <p>Everything that people here have allowed it ends at once, with every token.</p>
        <p>
          {client.origin === "administrator"
            ? "Its secret cannot be brought back: a program that still needs it gets a new client."
            : "A person can allow it again. To keep it out, switch it off instead."}
        </p>
      </ConfirmDialog>
    </>
  );
}
