import type { ServerDetail, ServerSignIn } from "@peta/contract";
import { clean, moment } from "../../text.ts";

/** How Core stands with a server's authorization server, in one line; a server that has not asked says so. */
export function signInText(signIn: ServerSignIn): string {
  if (signIn.state === "none") return "not asked for";
  if (signIn.state === "required") return `needed${signIn.reason === null ? "" : `: ${signIn.reason}`}`;
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

/** The command that signs in to a server that is down for want of it, where a person has to. */
export const signInStep = ({ serverId, failure, signIn }: Pick<ServerDetail, "serverId" | "failure" | "signIn">) =>
  failure?.kind === "sign_in" && signIn?.grant === "authorization_code"
    ? `peta server sign-in ${clean(serverId)}`
    : undefined;
