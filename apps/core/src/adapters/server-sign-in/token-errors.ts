import { CoreError } from "../../errors.ts";
import { hostOf, saidBecause, signInFailed } from "./sign-in-errors.ts";
import type { Sdk } from "./tools.ts";

/** RFC 6749, section 5.2, and what is said where something is wrong for a moment. */
const FOR_NOW = new Set(["server_error", "temporarily_unavailable", "slow_down", "too_many_requests"]);

const NEXT_STEPS: Record<string, string> = {
  invalid_client:
    "Check the client id and its secret; a client that Core has registered itself is registered anew at the next sign-in.",
  unauthorized_client: "Allow this grant for the client at the authorization server.",
  invalid_grant: "Sign in again.",
  invalid_scope: "Check the scope, or leave it out.",
  unsupported_grant_type: "Use the other grant.",
};
/** Where Core signs in by itself, with a client that an administrator has set. */
const OWN_NEXT_STEPS: Record<string, string> = {
  ...NEXT_STEPS,
  invalid_client: "Check the client id and its secret.",
  invalid_grant: "Check the client id and its secret.",
};
const OWN_NEXT_STEP = "Check what this client may do there.";

/** Whether a request for tokens was refused for the client's sake. */
export const isClientRefusal = (sdk: Sdk, error: unknown): boolean =>
  error instanceof sdk.OAuthError && error.code === "invalid_client";

/**
 * Why a request for tokens brought none: server.sign_in_failed where the authorization server refuses, server.unreachable
 * where it may answer otherwise later. What it says is shortened, and what was sent to it is taken out.
 */
export function toTokenError(
  { OAuthError, InsecureTokenEndpointError, IssuerMismatchError }: Sdk,
  error: unknown,
  issuer: string,
  secrets: readonly (string | null | undefined)[],
  isByItself = false,
): CoreError {
  if (error instanceof CoreError) return error;
  const host = hostOf(issuer);
  if (error instanceof IssuerMismatchError)
    return signInFailed(
      `The answer to the sign-in does not come from the authorization server ${host}, or does not say so (RFC 9207). Core has not used it; begin again, and tell whoever runs the server if it stays like this.`,
    );
  if (error instanceof InsecureTokenEndpointError)
    return signInFailed(
      `The authorization server ${host} takes requests for tokens without https, and Core sends no secret there.`,
    );
  if (error instanceof OAuthError && !FOR_NOW.has(error.code)) {
    const next = isByItself ? (OWN_NEXT_STEPS[error.code] ?? OWN_NEXT_STEP) : NEXT_STEPS[error.code];
    return signInFailed(
      `The authorization server ${host} gives Core no token${saidBecause(error.code, error.message, secrets)}.${next === undefined ? "" : ` ${next}`}`,
      /^[a-z_]{1,40}$/.test(error.code) ? error.code : "unknown code",
    );
  }
  // The library puts the whole answer into its text, with whatever is in there: only the status is taken from it.
  const status = /^HTTP \d{3}/.exec(error instanceof OAuthError ? error.message : "")?.[0];
  return new CoreError(
    "server.unreachable",
    `The authorization server ${host} answered a request for a token with neither a token nor a refusal${status === undefined ? "" : ` (${status})`}. Try again later.`,
    { detail: status ?? "no token in the answer" },
  );
}
