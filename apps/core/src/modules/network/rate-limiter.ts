/** Room that one request needs: `perMinute` requests of this key fit into any sixty seconds. */
export interface RateClaim {
  key: string;
  perMinute: number;
}

export interface RateOutcome {
  isAllowed: boolean;
  /** The claim that decided: the one without room, else the one with the least. */
  claim: RateClaim;
  remaining: number;
  /** Refused: when there is room for the same again. Allowed: when room comes back. */
  waitSeconds: number;
}

/**
 * Port: counts requests. Synchronous, because the hot path asks it for each one; an adapter for several processes keeps
 * its share in memory and settles it beside. What is refused is not counted.
 */
export interface RateLimiter {
  /** Takes room for `cost` requests from every claim, or from none. `claims` is not empty. */
  take(claims: readonly RateClaim[], cost: number): RateOutcome;
}
