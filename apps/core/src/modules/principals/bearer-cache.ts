import { createBounded } from "../bounded.ts";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { CoreEvent, EventBus } from "../events.ts";
import { isActive, isDisabled, type Principal } from "./principal.ts";

/** What the store knows of a bearer token that is not revoked. */
export interface FoundBearer<Identity> {
  identity: Identity;
  expiresAt: number | null;
  lastUsedAt: number | null;
}

export interface BearerCacheDeps<Identity> {
  clock: Clock;
  events: EventBus;
  hashToken: (token: string) => string;
  /** Null for unknown and revoked tokens. */
  find: (tokenHash: string, token: string) => Promise<FoundBearer<Identity> | null>;
  /** Only a display value: a failed write must not fail the request. */
  touch: (identity: Identity, at: number) => Promise<void>;
  /** Which identities have to be read anew after an event, besides revocations and changed principals; null: none. */
  outdatedBy?: (event: CoreEvent) => ((identity: Identity) => boolean) | null;
  /** The sentence for tokens that are not good. */
  refusal: string;
}

interface Entry<Identity> extends FoundBearer<Identity> {
  checkedAt: number;
  touchedAt: number;
}

/** Why a token was refused: the detail of the error, for wires that tell these apart. */
export const REFUSED_TOKEN = {
  unknown: "unknown or revoked token",
  expired: "token or principal expired",
  inactive: "principal disabled",
} as const;

/** Known tokens are read again in the background after this long, so that a lost event cannot keep one alive. */
const RECHECK_AFTER_MS = 30_000;
const TOUCH_EVERY_MS = 60_000;
const UNKNOWN_FOR_MS = 5_000;
const MAX_HASHES = 1_000;

/**
 * Finds who is behind a bearer token. A token seen before is answered from memory, synchronously; revoking it or
 * disabling its principal drops it from memory at once (A7).
 *
 * The returned function throws (or rejects with) CoreError auth.invalid_token for unknown, expired and revoked tokens
 * and for disabled or expired principals; nothing falls through to another identity (A2).
 */
export function createBearerCache<Identity extends { principal: Principal }>(deps: BearerCacheDeps<Identity>) {
  const { clock } = deps;
  const known = createBounded<Entry<Identity>>(20_000);
  const unknown = createBounded<number>(10_000);
  // Hashes of tokens that were good lately: what is asked with the same token again and again need not be hashed again.
  const hashes = new Map<string, string>();
  // Grows with every revocation, so that a read that was under way meanwhile is not remembered.
  let generation = 0;
  const refused = (detail: string) => new CoreError("auth.invalid_token", deps.refusal, { detail });

  const isOutdatedBy = (event: CoreEvent): ((identity: Identity) => boolean) | null => {
    if (event.type === "principals.changed") return ({ principal }) => principal.id === event.principalId;
    return deps.outdatedBy?.(event) ?? null;
  };

  deps.events.subscribe((event) => {
    if (event.type === "token.revoked") {
      generation++;
      known.delete(event.tokenHash);
      for (const [token, tokenHash] of hashes) if (tokenHash === event.tokenHash) hashes.delete(token);
      return;
    }
    const isOutdated = isOutdatedBy(event);
    if (!isOutdated) return;
    generation++;
    unknown.clear();
    for (const [hash, { identity }] of known) if (isOutdated(identity)) known.delete(hash);
  });

  const admit = (entry: Entry<Identity>): Identity => {
    const now = clock.now();
    if (entry.expiresAt !== null && entry.expiresAt <= now) throw refused(REFUSED_TOKEN.expired);
    const { principal } = entry.identity;
    if (!isActive(principal, now))
      throw refused(isDisabled(principal) ? REFUSED_TOKEN.inactive : REFUSED_TOKEN.expired);
    if (now - entry.touchedAt > TOUCH_EVERY_MS) {
      entry.touchedAt = now;
      deps.touch(entry.identity, now).catch(() => {});
    }
    return entry.identity;
  };

  const read = async (tokenHash: string, token: string): Promise<Entry<Identity> | null> => {
    for (;;) {
      const before = generation;
      const found = await deps.find(tokenHash, token);
      if (before !== generation) continue;
      if (!found) {
        known.delete(tokenHash);
        unknown.set(tokenHash, clock.now());
        return null;
      }
      const entry = { ...found, checkedAt: clock.now(), touchedAt: found.lastUsedAt ?? 0 };
      known.set(tokenHash, entry);
      return entry;
    }
  };

  const remember = (token: string, tokenHash: string): void => {
    if (hashes.size >= MAX_HASHES) hashes.clear();
    hashes.set(token, tokenHash);
  };

  return (token: string): Identity | Promise<Identity> => {
    const remembered = hashes.get(token);
    const tokenHash = remembered ?? deps.hashToken(token);
    const entry = known.get(tokenHash);
    if (entry) {
      if (remembered === undefined) remember(token, tokenHash);
      const now = clock.now();
      if (now - entry.checkedAt > RECHECK_AFTER_MS) {
        entry.checkedAt = now;
        read(tokenHash, token).catch(() => {});
      }
      return admit(entry);
    }
    const missedAt = unknown.get(tokenHash);
    if (missedAt !== undefined && clock.now() - missedAt < UNKNOWN_FOR_MS) throw refused(REFUSED_TOKEN.unknown);
    return read(tokenHash, token).then((fresh) => {
      if (!fresh) throw refused(REFUSED_TOKEN.unknown);
      return admit(fresh);
    });
  };
}
