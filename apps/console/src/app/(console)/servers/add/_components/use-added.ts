"use client";

import { useToast } from "@peta/ui";
import { wantsSignIn } from "@/features/servers/sign-in-words.ts";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import { type ConsoleErrorCode, toConsoleError } from "@/lib/trpc/public-error.ts";

/** Refusals that say the server did not answer; it can be saved all the same. */
const unreachableCodes: readonly ConsoleErrorCode[] = [
  "server.start_failed",
  "server.unreachable",
  "server.protocol_error",
  "server.timeout",
  "server.died",
];

export interface AddFailure {
  message: string;
  /** The server did not answer: it can be saved all the same. */
  isUnreachable: boolean;
  /** It is about the id, and stands beside it. */
  isDuplicate: boolean;
}

/** What a refused addition means. */
export function addFailureOf(error: unknown): AddFailure | null {
  if (!error) return null;
  const { code, message } = toConsoleError(error);
  return { message, isUnreachable: unreachableCodes.includes(code), isDuplicate: code === "server.duplicate" };
}

type Added = Pick<ServerDetail, "displayName" | "userFields" | "failure">;

/** Says that a server is registered, and makes what is known of servers stale. */
export function useAnnounceAdded(): (added: Added) => void {
  const toast = useToast();
  const markStale = useMarkStale();
  return ({ displayName, userFields, failure }) => {
    void markStale("servers");
    toast.show({
      tone: "success",
      title: `${displayName} is registered`,
      ...(wantsSignIn({ failure }) && { description: "It has no tools until Core is signed in to it." }),
      ...(userFields !== null && { description: "It starts for each user once they have entered their values." }),
    });
  };
}
