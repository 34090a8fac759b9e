import { hash, randomBytes, randomFillSync } from "node:crypto";
import { type Clock, systemClock } from "../clock.ts";

/** Crockford's base 32: sorts like the bits, and has no i, l, o or u. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const TIME_CHARACTERS = 10;
const RANDOM_BYTES = 10;
const POOL_BYTES = 400 * RANDOM_BYTES;

/**
 * Makes ids like `prn_01k9...`: 48 bits of time in 10 characters, so that ids sort by when they were made, then 80
 * random bits in 20 hex digits.
 * @param clock where the time comes from, in milliseconds
 */
export const createIdMaker = (clock: Clock) => {
  // Many ids are made in one millisecond.
  let stampedAt = Number.NaN;
  let stamp = "";
  // Asking the system for 10 bytes at a time costs several times as much.
  const pool = Buffer.alloc(POOL_BYTES);
  let used = POOL_BYTES;
  return (prefix: string): string => {
    const now = clock.now();
    if (now !== stampedAt) {
      stampedAt = now;
      stamp = stampOf(now);
    }
    if (used === POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    used += RANDOM_BYTES;
    return `${prefix}_${stamp}${pool.toString("hex", used - RANDOM_BYTES, used)}`;
  };
};

function stampOf(time: number): string {
  let stamp = "";
  for (let left = time, place = 0; place < TIME_CHARACTERS; place++) {
    stamp = ALPHABET.charAt(left % 32) + stamp;
    left = Math.floor(left / 32);
  }
  return stamp;
}

/** A new id on the machine's clock: `<prefix>_` and 30 characters. */
export const newId = createIdMaker(systemClock);

/** A new access token: `peta_` and 256 random bits in base64url. Shown once, stored only as its hash. */
export const newToken = (): string => `peta_${randomBytes(32).toString("base64url")}`;

/**
 * What is stored of a token: SHA-256 in lower-case hex. A plain hash is enough, because a token has 256 random bits and
 * cannot be guessed from a list.
 */
export const hashToken = (token: string): string => hash("sha256", token);
