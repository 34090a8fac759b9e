import type { ServerSummary } from "@peta/contract";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import { serverHref } from "./server-words.ts";

type SignIn = NonNullable<ServerDetail["signIn"]>;

/** It is down because Core is not signed in to it, or not for what it wants: a person has to, or Core by itself fails to. */
export const wantsSignIn = ({ failure }: Pick<ServerSummary, "failure">): boolean =>
  failure?.kind === "sign_in" || failure?.kind === "client_credentials";

/** For a badge in a list; null: its sign-in is not what is wrong. */
export const signInTrouble = ({ failure }: Pick<ServerSummary, "failure">): string | null =>
  failure?.kind === "sign_in"
    ? "Sign-in needed"
    : failure?.kind === "client_credentials"
      ? "Client credentials refused"
      : null;

/** Whether there is something to say of signing in to it: the server has asked for it, now or before. */
export const hasSignIn = (server: Pick<ServerDetail, "signIn" | "failure">): boolean =>
  server.signIn !== null && (server.signIn.state !== "none" || wantsSignIn(server));

/**
 * Whether the notice at the top of the server's page says why a sign-in is wanted: it does while the server is connected,
 * and where nothing else is wrong with it.
 */
export const isSaidAbove = (
  { enabled, status, statusReason }: Pick<ServerDetail, "enabled" | "status" | "statusReason">,
  { reason }: Pick<SignIn, "reason">,
): boolean => enabled && ((status !== "error" && status !== "offline") || statusReason === reason);

/** Where its sign-in is shown. */
export const signInHref = (serverId: string): string => `${serverHref(serverId)}&tab=configuration`;

/** Where to go once it is registered: to its sign-in if it wants one. */
export const addedHref = (server: Pick<ServerSummary, "serverId" | "failure">): string =>
  wantsSignIn(server) ? signInHref(server.serverId) : serverHref(server.serverId);

/** For a badge. */
export function signInState({ state, signedInAt, grant }: Pick<SignIn, "state" | "signedInAt" | "grant">): {
  status: "online" | "pending" | "error";
  label: string;
} {
  if (state === "signed_in") return { status: "online", label: "Signed in" };
  if (state === "required" && grant === "client_credentials") return { status: "error", label: "Refused" };
  return { status: "pending", label: signedInAt === null ? "Not signed in" : "Sign-in needed" };
}

/** Whose sign-in it is, and for whom it counts; where no person can sign in and Core fails to, what to do. */
export const signInMeaning = ({ grant, state }: Pick<SignIn, "grant" | "state">): string =>
  grant === "client_credentials"
    ? `Core signs in by itself, with the client id and secret of this server.${
        state === "required" ? " Check both, and what they are good for, then restart the server." : ""
      }`
    : "One sign-in for everybody whom permissions let use this server. Its tokens are sealed, and go to this server alone.";

/** What happens when the access token ends. */
export const renewalWords = ({ state, renews, grant }: Pick<SignIn, "state" | "renews" | "grant">): string =>
  state === "required"
    ? "The server refuses it, or wants more than it is good for."
    : renews || grant === "client_credentials"
      ? "Core renews it by itself."
      : "After that somebody has to sign in again.";
