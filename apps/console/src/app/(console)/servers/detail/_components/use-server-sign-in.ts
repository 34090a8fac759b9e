"use client";

import type { StartedSignIn } from "@peta/contract";
import { useToast } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "@/lib/trpc/client.ts";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";

/** A sign-in that somebody is at, in another window. */
export interface WaitingSignIn extends StartedSignIn {
  startedAt: number;
  /** The browser has not let a window open: a link has to do. */
  isBlocked: boolean;
  /** When the sign-in was, if any, that it takes the place of, and when the last one failed. */
  before: { signedInAt: string | null; failedAt: string | null };
}

/**
 * Starts signing in to a server in a window of its own. The window is opened by the click itself, before Core has
 * answered where to, because browsers keep later ones from opening; it knows nothing of this page.
 */
export function useServerSignIn(server: ServerDetail | undefined) {
  const trpc = useTRPC();
  const toast = useToast();
  const [started, setStarted] = useState<WaitingSignIn | null>(null);
  const [arrived, setArrived] = useState<{ title: string } | null>(null);
  const start = useMutation(trpc.servers.startSignIn.mutationOptions({ meta: { showsError: true } }));
  const signIn = server?.signIn ?? null;
  const hasArrived =
    started !== null && signIn?.state === "signed_in" && signIn.signedInAt !== started.before.signedInAt;
  const failedAt = signIn?.lastFailure?.at ?? null;
  const hasFailed = started !== null && failedAt !== null && failedAt !== started.before.failedAt;

  if (hasArrived) {
    setStarted(null);
    setArrived({ title: `Signed in to ${server?.displayName}` });
  }
  // Why is on the card.
  if (hasFailed) setStarted(null);
  useEffect(() => {
    if (arrived) toast.show({ tone: "success", ...arrived });
  }, [arrived, toast]);

  async function begin(): Promise<void> {
    if (!server) return;
    const opened = window.open("", "_blank");
    if (opened) opened.opener = null;
    setStarted(null);
    try {
      const answer = await start.mutateAsync({ serverId: server.serverId });
      opened?.location.replace(answer.url);
      setStarted({
        ...answer,
        startedAt: Date.now(),
        isBlocked: opened === null,
        before: { signedInAt: signIn?.signedInAt ?? null, failedAt },
      });
    } catch {
      // The mutation keeps the error, and the page shows it.
      opened?.close();
    }
  }
  return {
    begin: () => void begin(),
    isStarting: start.isPending,
    error: start.error,
    waiting: started,
  };
}
