"use client";

import { Button, Callout, TextLink } from "@peta/ui";
import { serverHref } from "@/features/servers/server-words.ts";
import { signInHref } from "@/features/servers/sign-in-words.ts";
import { WithCode } from "@/features/servers/with-code.tsx";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import { NextRetry } from "./next-retry.tsx";
import type { useServerActions } from "./use-server-actions.ts";
import { useTrouble } from "./use-trouble.ts";

export interface ServerNoticesProps {
  server: ServerDetail;
  actions: ReturnType<typeof useServerActions>;
  onTest: () => void;
  /** Starts signing Core in, and goes to where that is shown. */
  onSignIn: () => void;
  /** Somebody is at it, and its own place says so. */
  isSigningIn: boolean;
}

/** Why the server is as it is, with the next step: switched off, in trouble, or well with something to say. */
export function ServerNotices({ server, actions, onTest, onSignIn, isSigningIn }: ServerNoticesProps) {
  const trouble = useTrouble(server);
  if (!server.enabled) {
    return (
      <Callout
        tone="info"
        title="This server is switched off"
        className="mb-5"
        action={
          <Button onClick={() => actions.setEnabled(true)} busy={actions.isSwitching}>
            Switch on
          </Button>
        }
      >
        Nobody sees its tools and every call to it is refused.
      </Callout>
    );
  }
  if (trouble) {
    const isByItself = server.signIn?.grant === "client_credentials";
    const canSignIn = trouble.isSignIn && server.signIn?.state === "required" && !isByItself;
    return (
      <Callout
        tone={canSignIn ? "warning" : "danger"}
        title={
          canSignIn
            ? "The server wants a sign-in"
            : trouble.isSignIn && isByItself
              ? "Core cannot sign in to the server"
              : "The server needs attention"
        }
        className="mb-5"
        action={
          <span className="flex flex-wrap gap-2">
            {canSignIn && !isSigningIn && (
              <Button variant="primary" onClick={onSignIn}>
                Sign in
              </Button>
            )}
            <Button onClick={actions.restart} busy={actions.isRestarting} busyLabel="Connecting anew">
              Try now
            </Button>
            {!canSignIn && <Button onClick={onTest}>Test connection</Button>}
          </span>
        }
      >
        <p>
          <WithCode text={trouble.reason} />
        </p>
        {/* A missing sign-in says itself what to do. */}
        {trouble.remedy && !canSignIn && (
          <p className="mt-1">
            <WithCode text={trouble.remedy} />
          </p>
        )}
        <p className="mt-1">
          {server.status === "connecting" ? "Core is trying again now." : <NextRetry at={server.nextRetryAt} />}{" "}
          <TextLink href={`${serverHref(server.serverId)}&tab=log`}>Show its log</TextLink>
          {trouble.isSignIn && server.signIn && (
            <>
              {" · "}
              <TextLink href={signInHref(server.serverId)}>Show its sign-in</TextLink>
            </>
          )}
        </p>
      </Callout>
    );
  }
  // Connected, and refused something that another sign-in, or another client, would allow.
  if (server.signIn?.state === "required") {
    const isByItself = server.signIn.grant === "client_credentials";
    return (
      <Callout
        tone="warning"
        title={isByItself ? "The server refuses Core's client credentials" : "The server wants another sign-in"}
        className="mb-5"
        action={
          isByItself ? (
            <Button onClick={actions.restart} busy={actions.isRestarting} busyLabel="Connecting anew">
              Restart
            </Button>
          ) : (
            !isSigningIn && (
              <Button variant="primary" onClick={onSignIn}>
                Sign in
              </Button>
            )
          )
        }
      >
        <p>
          <WithCode text={server.signIn.reason ?? ""} />
        </p>
        <p className="mt-1">
          <TextLink href={signInHref(server.serverId)}>Show its sign-in</TextLink>
        </p>
      </Callout>
    );
  }
  // What waits has places of its own below, which say more.
  if (!server.statusReason || server.waitingChanges > 0) return null;
  return (
    <Callout tone="info" className="mb-5">
      <WithCode text={server.statusReason} />
    </Callout>
  );
}
