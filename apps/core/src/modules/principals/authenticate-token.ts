import { LRUCache } from "lru-cache";
import { CoreError } from "../../errors.ts";
import type { Clock } from "../../adapters/clock.ts";
import type { EventBus } from "../events.ts";
import { isActive, type Principal } from "./principal.ts";
import type { TokenStore } from "./token-store.ts";

export interface TokenIdentity {
  principal: Principal;
  tokenId: string;
  tokenHash: string;
}

interface Entry extends TokenIdentity {
  expiresAt: number | null;
  checkedAt: number;
  touchedAt: number;
}

/** Known tokens are read again in the background after this long, so that a lost event cannot keep one alive. */
const RECHECK_AFTER_MS = 30_000;
const TOUCH_EVERY_MS = 60_000;
const UNKNOWN_FOR_MS = 5_000;

/** Why a token was refused: the detail of the error, for wires that tell these apart. */
export const REFUSED_TOKEN = {
  unknown: "unknown or revoked token",
  expired: "token or principal expired",
  inactive: "principal disabled",
} as const;

const refused = (detail: string) =>
  new CoreError(
    "auth.invalid_token",
    "This access token is not valid: it is unknown, expired or revoked. Ask an administrator for a new one.",
    { detail },
  );

/**
 * Finds the principal behind an access token. A token seen before is answered from memory, synchronously; revoking it
 * or disabling its principal drops it from memory at once (A7).
 *
 * `authenticate` throws (or rejects with) CoreError auth.invalid_token for unknown, expired and revoked tokens and for
 * disabled or expired principals; nothing falls through to another identity (A2).
 */
export function createTokenAuthenticator(deps: {
  tokens: TokenStore;
  clock: Clock;
  events: EventBus;
  hashToken: (token: string) => string;
}) {
  const { tokens, clock } = deps;
  const known = new LRUCache<string, Entry>({ max: 20_000 });
  const unknown = new LRUCache<string, number>({ max: 10_000 });
  // Grows with every revocation, so that a read that was under way meanwhile is not remembered.
  let generation = 0;

  deps.events.subscribe((event) => {
    if (event.type === "token.revoked") {
      generation++;
      known.delete(event.tokenHash);
    } else if (event.type === "principals.changed") {
      generation++;
      for (const [hash, entry] of known) if (entry.principal.id === event.principalId) known.delete(hash);
    }
  });

  const admit = (entry: Entry): TokenIdentity => {
    const now = clock.now();
    if (entry.expiresAt !== null && entry.expiresAt <= now) throw refused(REFUSED_TOKEN.expired);
    if (!isActive(entry.principal, now))
      throw refused(entry.principal.status === "active" ? REFUSED_TOKEN.expired : REFUSED_TOKEN.inactive);
    if (now - entry.touchedAt > TOUCH_EVERY_MS) {
      entry.touchedAt = now;
      // Only a display value: a failed write must not fail the request.
      tokens.touch(entry.tokenId, now).catch(() => {});
    }
    return entry;
  };

  const read = async (tokenHash: string): Promise<Entry | null> => {
    for (;;) {
      const before = generation;
      const found = await tokens.findByHash(tokenHash);
      if (before !== generation) continue;
      if (!found || found.token.revokedAt !== null) {
        known.delete(tokenHash);
        unknown.set(tokenHash, clock.now());
        return null;
      }
      const now = clock.now();
      const entry: Entry = {
        principal: found.principal,
        tokenId: found.token.id,
        tokenHash,
        expiresAt: found.token.expiresAt,
        checkedAt: now,
        touchedAt: found.token.lastUsedAt ?? 0,
      };
      known.set(tokenHash, entry);
      return entry;
    }
  };

  return {
    authenticate(token: string): TokenIdentity | Promise<TokenIdentity> {
      const tokenHash = deps.hashToken(token);
      const entry = known.get(tokenHash);
      if (entry) {
        const now = clock.now();
        if (now - entry.checkedAt > RECHECK_AFTER_MS) {
          entry.checkedAt = now;
          read(tokenHash).catch(() => {});
        }
        return admit(entry);
      }
      const missedAt = unknown.get(tokenHash);
      if (missedAt !== undefined && clock.now() - missedAt < UNKNOWN_FOR_MS) throw refused(REFUSED_TOKEN.unknown);
      return read(tokenHash).then((fresh) => {
        if (!fresh) throw refused(REFUSED_TOKEN.unknown);
        return admit(fresh);
      });
    },
  };
}
