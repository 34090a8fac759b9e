import type { ServerDetail, ServerSignIn } from "@peta/contract";
import { clean, moment } from "../../text.ts";

/**
 * How Core stands with a server's authorization server, in one line; a server that has not asked says so.
 * @param said what stands beside it already, and is not said twice
 */
export function signInText(signIn: ServerSignIn, said: string | null = null): string {
  if (signIn.state === "none") return "not asked for";
  if (signIn.state === "required")
    return signIn.reason === null || signIn.reason === said ? "needed" : `needed: ${signIn.reason}`;
  const { issuer, scope, signedInBy, signedInAt, expiresAt, renews, reason } = signIn;
  return [
    `signed in${issuer === null ? "" : ` at ${issuer}`} by ${signedInBy ?? "Core itself"}`,
    signedInAt && `since ${moment(signedInAt)}`,
    scope && `for ${scope}`,
    renews ? "renewed by Core itself" : expiresAt && `until ${moment(expiresAt)}`,
    reason,
  ]
    .filter(Boolean)
    .join(", ");
}

/** The command that signs in to a server that wants it, where a person has to; also while Core tries it once more. */
export const signInStep = ({ serverId, failure, signIn }: Pick<ServerDetail, "serverId" | "failure" | "signIn">) =>
  (failure?.kind === "sign_in" || signIn?.state === "required") && signIn?.grant === "authorization_code"
    ? `peta server sign-in ${clean(serverId)}`
    : undefined;
