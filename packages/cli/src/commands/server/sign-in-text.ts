import type { ServerDetail, ServerSignIn } from "@peta/contract";
import { clean, moment } from "../../text.ts";

/**
 * How Core stands with a server's authorization server, in one line; a server that has not asked says so.
 * @param said what stands beside it already, and is not said twice
 */
export function signInText(signIn: ServerSignIn, said: string | null = null): string {
  if (signIn.state === "none") return "not asked for";
  if (signIn.state === "required") {
    // With client credentials nobody has to do anything but look at them.
    const word = signIn.grant === "client_credentials" ? "refused to Core's client credentials" : "needed";
    return signIn.reason === null || signIn.reason === said ? word : `${word}: ${signIn.reason}`;
  }
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

/** The command that signs in to a server that wants it, by a person or by Core itself; also while Core tries it once more. */
export function signInStep({ serverId, failure, signIn }: Pick<ServerDetail, "serverId" | "failure" | "signIn">) {
  const isWanted = failure?.kind === "sign_in" || failure?.kind === "client_credentials";
  if (!signIn || (!isWanted && signIn.state !== "required")) return undefined;
  return `peta server ${signIn.grant === "client_credentials" ? "restart" : "sign-in"} ${clean(serverId)}`;
}
