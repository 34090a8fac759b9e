import type { Principal } from "../principals/principal.ts";

/** What a wire tells its client about the limit that applied (RateLimit headers). */
export interface RateVerdict {
  /** Requests per window; null: there is no limit. */
  limit: number | null;
  remaining: number;
  resetSeconds: number;
}

/**
 * Every wire asks this once it knows who is there: may requests come from this address, and is there room for one more?
 * Synchronous, from memory. Throws CoreError network.address_refused, and request.rate_limited with
 * `retryAfterSeconds`.
 */
export type AdmitRequest = (request: { principal: Principal; ipAddress: string | null }) => RateVerdict;

/**
 * Asked before anybody is known: throws network.address_refused when no workspace would let this address in. Fails
 * closed.
 */
export type AdmitAddress = (ipAddress: string | null) => void;
