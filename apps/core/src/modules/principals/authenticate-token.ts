import type { Clock } from "../../adapters/clock.ts";
import type { EventBus } from "../events.ts";
import { createBearerCache } from "./bearer-cache.ts";
import type { Principal } from "./principal.ts";
import type { TokenStore } from "./token-store.ts";

export interface TokenIdentity {
  principal: Principal;
  tokenId: string;
  tokenHash: string;
  /** Milliseconds since 1970, or null. */
  expiresAt: number | null;
}

/** What a token of the legacy product looks like: 64 random bytes in hex. */
export const LEGACY_TOKEN = /^[0-9a-f]{128}$/;

/**
 * Finds the principal behind an opaque access token, from memory when it is known there.
 *
 * `authenticate` throws (or rejects with) CoreError auth.invalid_token for unknown, expired and revoked tokens and for
 * disabled or expired principals; nothing falls through to another identity (A2, A7).
 */
export function createTokenAuthenticator(deps: {
  tokens: TokenStore;
  clock: Clock;
  events: EventBus;
  hashToken: (token: string) => string;
}) {
  const authenticate = createBearerCache<TokenIdentity>({
    ...deps,
    async find(tokenHash, token) {
      let found = await deps.tokens.findByHash(tokenHash);
      // Of some tokens of the legacy product Core knows the id only, until they come.
      if (!found && LEGACY_TOKEN.test(token) && (await deps.tokens.claimExpected(tokenHash)))
        found = await deps.tokens.findByHash(tokenHash);
      if (!found || found.token.revokedAt !== null) return null;
      const { principal } = found;
      return {
        identity: { principal, tokenId: found.token.id, tokenHash, expiresAt: found.token.expiresAt },
        expiresAt: found.token.expiresAt,
        lastUsedAt: found.token.lastUsedAt,
      };
    },
    touch: ({ tokenId }, at) => deps.tokens.touch(tokenId, at),
    refusal: "This access token is not valid: it is unknown, expired or revoked. Ask an administrator for a new one.",
  });
  return { authenticate };
}
