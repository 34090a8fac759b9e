import type { Clock } from "../../adapters/clock.ts";
import type { EventBus } from "../events.ts";
import { createBearerCache } from "./bearer-cache.ts";
import type { Principal } from "./principal.ts";
import type { TokenStore } from "./token-store.ts";

export interface TokenIdentity {
  principal: Principal;
  tokenId: string;
  tokenHash: string;
}

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
    async find(tokenHash) {
      const found = await deps.tokens.findByHash(tokenHash);
      if (!found || found.token.revokedAt !== null) return null;
      const { token, principal } = found;
      return {
        identity: { principal, tokenId: token.id, tokenHash },
        expiresAt: token.expiresAt,
        lastUsedAt: token.lastUsedAt,
      };
    },
    touch: ({ tokenId }, at) => deps.tokens.touch(tokenId, at),
    refusal: "This access token is not valid: it is unknown, expired or revoked. Ask an administrator for a new one.",
  });
  return { authenticate };
}
