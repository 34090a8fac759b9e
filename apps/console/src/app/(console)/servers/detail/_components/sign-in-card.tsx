"use client";

import { Badge, Button, Callout, Card, DescriptionList, RelativeTime, StatusBadge } from "@peta/ui";
import { LogIn } from "lucide-react";
import { useState } from "react";
import { isSaidAbove, renewalWords, signInMeaning, signInState } from "@/features/servers/sign-in-words.ts";
import { WithCode } from "@/features/servers/with-code.tsx";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { SignOutDialog } from "./sign-out-dialog.tsx";
import type { useServerSignIn } from "./use-server-sign-in.ts";
import { WaitingForBrowser } from "./waiting-for-browser.tsx";

export interface SignInCardProps {
  server: ServerDetail;
  signIn: NonNullable<ServerDetail["signIn"]>;
  flow: ReturnType<typeof useServerSignIn>;
}

/** Where the notice of a missing sign-in leads. */
export const SIGN_IN_ID = "sign-in";

/** How Core stands with the server's authorization server: as what, since when, until when, and what one can do. */
export function SignInCard({ server, signIn, flow }: SignInCardProps) {
  const [asksToSignOut, setAsksToSignOut] = useState(false);
  const isSignedIn = signIn.state === "signed_in";
  const { waiting } = flow;
  // What the notice at the top of the page says is not said twice.
  const reason = isSaidAbove(server, signIn) ? null : signIn.reason;
  return (
    <section id={SIGN_IN_ID} aria-label="Sign-in" tabIndex={-1} className="scroll-mt-19 rounded">
      <Card
        title="Sign-in"
        actions={
          <>
            {signIn.grant === "authorization_code" && (
              <Button
                variant={isSignedIn || waiting ? "secondary" : "primary"}
                icon={<LogIn aria-hidden />}
                onClick={flow.begin}
                busy={flow.isStarting}
                busyLabel="Asking where to"
              >
                {waiting ? "Start anew" : isSignedIn ? "Sign in again" : "Sign in"}
              </Button>
            )}
            {signIn.signedInAt !== null && <Button onClick={() => setAsksToSignOut(true)}>Sign out</Button>}
          </>
        }
      >
        <div className="grid gap-4">
          <p className="text-13 text-text-muted">{signInMeaning(signIn)}</p>
          {flow.error && (
            <Callout tone="danger" title="The sign-in was not started" live>
              {toConsoleError(flow.error).message}
            </Callout>
          )}
          {signIn.lastFailure && !waiting && (
            <Callout tone="danger" title="The last sign-in brought nothing" live>
              <span className="break-words">{signIn.lastFailure.message}</span>{" "}
              <RelativeTime at={signIn.lastFailure.at} />
            </Callout>
          )}
          {waiting && <WaitingForBrowser waiting={waiting} />}
          {reason && !waiting && (
            <Callout tone="warning">
              <WithCode text={reason} />
            </Callout>
          )}
          <DescriptionList columns={1} items={signInItems(signIn)} />
        </div>
        <SignOutDialog
          server={server}
          grant={signIn.grant}
          open={asksToSignOut}
          onClose={() => setAsksToSignOut(false)}
        />
      </Card>
    </section>
  );
}

function signInItems(signIn: SignInCardProps["signIn"]) {
  const { status, label } = signInState(signIn);
  const { issuer, scope, signedInBy, signedInAt, expiresAt } = signIn;
  return [
    { term: "State", value: <StatusBadge status={status} label={label} /> },
    ...(issuer === null ? [] : [{ term: "Authorization server", value: issuer, mono: true, copy: issuer }]),
    ...(scope === null
      ? []
      : [
          {
            term: "Scopes",
            value: (
              <span className="flex flex-wrap gap-1">
                {scope.split(" ").map((word) => (
                  <Badge key={word} mono>
                    {word}
                  </Badge>
                ))}
              </span>
            ),
          },
        ]),
    ...(signedInAt === null
      ? []
      : [
          {
            term: "Signed in",
            value: (
              <>
                <RelativeTime at={signedInAt} /> by {signedInBy ?? "Core itself"}
              </>
            ),
          },
          {
            term: "Access token",
            value: expiresAt === null ? "Its end was not said" : <TokenEnd at={expiresAt} />,
            hint: renewalWords(signIn),
          },
        ]),
  ];
}

function TokenEnd({ at }: { at: string }) {
  return (
    <>
      Ends <RelativeTime at={at} />
    </>
  );
}
