import type { Principal } from "../principals/principal.ts";

/** What a wire tells its client about the limit that applied (RateLimit headers). */
export interface RateVerdict {
  /** Requests per window; null: there is no limit. */
  limit: number | null;
  remaining: number;
  resetSeconds: number;
}

export interface AdmittedRequest {
  principal: Principal;
  ipAddress: string | null;
  /** Which of a person's budgets counts it: the one of their MCP clients, or the one of their pages and commands. Default: api. */
  wire?: "mcp" | "public" | "api";
  /** How many requests a minute somebody unknown may send; nobody else has such a rate. */
  anonymousRatePerMinute?: number | undefined;
  /** How many requests it is, for batches. Default: 1. */
  cost?: number;
}

/**
 * Every wire asks this once it knows who is there: may requests come from this address, and is there room for one more?
 * Synchronous, from memory. Throws CoreError network.address_refused; request.rate_limited with `retryAfterSeconds`
 * (a `RateLimited`, whose verdict the headers tell); database.unavailable while the rules could not be read. Refusals
 * are recorded here, so that no wire records them again.
 */
export type AdmitRequest = (request: AdmittedRequest) => RateVerdict;

/**
 * Asked before anybody is known: throws network.address_refused when no workspace would let this address in. Fails
 * closed.
 */
export type AdmitAddress = (ipAddress: string | null) => void;

/** For what lasts: whether a stream that is open from this address may stay. Asked again on `network.replaced`. */
export type IsAddressAllowed = (workspaceId: string, ipAddress: string | null) => boolean;

/** What a wire needs to let requests in. */
export interface Admission {
  admitAddress: AdmitAddress;
  admitRequest: AdmitRequest;
  isAddressAllowed: IsAddressAllowed;
}
