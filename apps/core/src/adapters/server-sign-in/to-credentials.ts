import type { OAuthTokens } from "@modelcontextprotocol/client";
import type { SignInCredentials } from "../../modules/servers/sign-in/sign-in-flow.ts";
import { readScope } from "./read-scope.ts";
import { hostOf, signInFailed } from "./sign-in-errors.ts";

/** What a connection sends (RFC 6750, section 2.1, allows less): what it would leave away is no token. */
const TOKEN = /^[!-~]{1,16384}$/;
const MAX_LIFE_S = 10 * 366 * 86_400;
/** A token that ends at once would be renewed without end, and with no pause; this one is used until it is refused. */
const MIN_LIFE_S = 10;

/**
 * What is kept of an answer with tokens.
 * @param base what it belongs to; its scope and its refresh token stay where the answer names none (RFC 6749, 5.1 and 6)
 * @param now milliseconds since 1970
 * @throws CoreError server.sign_in_failed for a token that no `Authorization: Bearer` can carry
 */
export function toCredentials(
  tokens: OAuthTokens,
  base: Pick<SignInCredentials, "serverUrl" | "issuer" | "scope" | "registration"> & { refreshToken: string | null },
  now: number,
): SignInCredentials {
  const { access_token: accessToken, expires_in: life, token_type: type } = tokens;
  if (!TOKEN.test(accessToken))
    throw signInFailed(
      `The authorization server ${hostOf(base.issuer)} answered with an access token that Core cannot use.`,
    );
  if (type.toLowerCase() !== "bearer")
    throw signInFailed(
      `The authorization server ${hostOf(base.issuer)} gives tokens of another kind than bearer tokens, and Core sends no others.`,
    );
  const lifeS = life === undefined || !Number.isFinite(life) ? null : Math.min(Math.max(life, MIN_LIFE_S), MAX_LIFE_S);
  return {
    serverUrl: base.serverUrl,
    issuer: base.issuer,
    accessToken,
    refreshToken: tokens.refresh_token || base.refreshToken,
    scope: readScope(tokens.scope) ?? base.scope,
    expiresAt: lifeS === null ? null : now + lifeS * 1_000,
    registration: base.registration,
  };
}
