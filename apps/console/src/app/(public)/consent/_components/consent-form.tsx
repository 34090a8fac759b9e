"use client";

import type { OAuthConsent } from "@peta/contract";
import { Button, Callout, CenteredLayout, FormActions, ServerTile } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { clientHost, consentWarning, originWords, redirectSentence } from "@/features/oauth/oauth-words.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { OtherAccount } from "./other-account.tsx";
import { ScopeChoices } from "./scope-choices.tsx";

/** One request: who asks, for whom, for what, where the answer goes; then allow or deny. */
export function ConsentForm({ interactionId, consent }: { interactionId: string; consent: OAuthConsent }) {
  const trpc = useTRPC();
  const [scopes, setScopes] = useState(() => consent.scopes.map(({ scope }) => scope));
  const decide = useMutation(
    trpc.oauth.decideConsent.mutationOptions({
      meta: { showsError: true },
      // The address is Core's own and carries the one-time ticket of this browser.
      onSuccess: ({ redirectTo }) => window.location.assign(redirectTo),
    }),
  );
  const isBusy = decide.isPending || decide.isSuccess;
  const answer = (decision: "allow" | "deny") =>
    decide.mutate({ interactionId, decision, ...(decision === "allow" && { scopes }) });
  const warning = consentWarning(consent);

  return (
    <CenteredLayout
      title={`Allow ${consent.clientName}?`}
      description={`It wants to act as ${consent.displayName} in ${consent.workspaceName}.`}
      footer={<OtherAccount principalId={consent.principalId} />}
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          answer("allow");
        }}
      >
        <WhoAsks consent={consent} />
        {consent.isKnown && <Callout>You have allowed this application the same before.</Callout>}
        <ScopeChoices consent={consent} chosen={scopes} onChange={setScopes} disabled={isBusy} />
        <p className="text-13 text-text-muted">{redirectSentence(consent)}</p>
        {warning && (
          <Callout tone="warning" title={warning.title}>
            {warning.text}
          </Callout>
        )}
        <FormActions error={decide.error ? toConsoleError(decide.error).message : undefined}>
          <Button size="lg" disabled={isBusy} onClick={() => answer("deny")}>
            Deny
          </Button>
          <Button
            type="submit"
            size="lg"
            variant="primary"
            busy={isBusy && decide.variables?.decision === "allow"}
            busyLabel="Going back to the application"
            disabled={scopes.length === 0 || isBusy}
          >
            Allow
          </Button>
        </FormActions>
        {decide.isSuccess && (
          <p role="status" className="flex items-center gap-2 text-13 text-text-muted">
            <CircleCheck aria-hidden className="size-4 text-success" />
            Your answer is on its way. You can close this page when the application has it.
          </p>
        )}
      </form>
    </CenteredLayout>
  );
}

/** The name that the application gives itself, and what stands behind it. */
function WhoAsks({ consent }: { consent: OAuthConsent }) {
  const host = clientHost(consent.clientUri);
  const { label, means } = originWords[consent.origin];
  const isAddress = consent.origin === "metadata_document";
  return (
    <div className="flex items-start gap-3 rounded border border-border bg-surface-0 p-3">
      <ServerTile name={consent.clientName} size="lg" />
      <div className="min-w-0 text-13">
        <p className="font-medium break-words text-text">
          {consent.clientName}
          {host && <span className="font-normal text-text-muted"> · {host}</span>}
        </p>
        <p className="text-text-muted">
          <span className="font-medium text-text">{label}.</span> {means}
        </p>
        {isAddress && <p className="mt-1 font-mono text-12 break-all text-text-muted">{consent.clientId}</p>}
      </div>
    </div>
  );
}
