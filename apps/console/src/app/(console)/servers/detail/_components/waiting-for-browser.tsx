import { Callout, Countdown, TextLink } from "@peta/ui";
import type { WaitingSignIn } from "./use-server-sign-in.ts";

/** Who asks in the other window, for what, and how long; with a link in case there is no other window. */
export function WaitingForBrowser({ waiting }: { waiting: WaitingSignIn }) {
  const { url, issuer, scope, isBlocked } = waiting;
  return (
    <Callout
      tone={isBlocked ? "warning" : "info"}
      title={isBlocked ? "Your browser did not let a window open" : "Waiting for the browser"}
      live
      action={<Countdown since={waiting.startedAt} until={waiting.expiresAt} label="Until then" compact />}
    >
      <p>
        <span className="break-all">{issuer}</span> asks whether Core may use an account there
        {scope && (
          <>
            , for <code className="break-words">{scope}</code>
          </>
        )}
        . This page shows it as soon as that is done.
      </p>
      <p className="mt-1">
        {/* With a target it is no link of the router's, which would fetch the address beforehand: it is good once. */}
        <TextLink href={url} target="_blank" rel="noopener noreferrer">
          {isBlocked ? "Open the sign-in page" : "Open the sign-in page again"}
        </TextLink>
      </p>
    </Callout>
  );
}
