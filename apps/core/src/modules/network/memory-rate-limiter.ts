import type { Clock } from "../../adapters/clock.ts";
import type { RateClaim, RateLimiter, RateOutcome } from "./rate-limiter.ts";
import { SlidingWindow } from "./sliding-window.ts";

/** Windows that are kept before the idle ones are looked for. */
const SWEEP_FROM = 1_000;

/**
 * The rate limiter of a single process: one sliding window for each key. Keys are principals and workspaces, and
 * addresses as far as all of them together have room: nothing that a stranger can make many of, so a window that counts
 * is never given up; idle ones are.
 */
export function createMemoryRateLimiter({ clock }: { clock: Clock }): RateLimiter & { size(): number } {
  const windows = new Map<string, SlidingWindow>();
  let sweepAt = SWEEP_FROM;

  const windowOf = (key: string, now: number): SlidingWindow => {
    let window = windows.get(key);
    if (window) return window;
    if (windows.size >= sweepAt) {
      for (const [other, held] of windows) if (held.used(now) === 0) windows.delete(other);
      sweepAt = Math.max(SWEEP_FROM, windows.size * 2);
    }
    windows.set(key, (window = new SlidingWindow()));
    return window;
  };

  return {
    take(claims, cost) {
      const now = clock.now();
      let tightest: { claim: RateClaim; window: SlidingWindow; remaining: number } | null = null;
      for (const claim of claims) {
        const window = windowOf(claim.key, now);
        const used = window.used(now);
        // More than fits into a whole minute waits for an empty one.
        const needed = Math.min(cost, claim.perMinute);
        if (used + needed > claim.perMinute) {
          const remaining = Math.max(claim.perMinute - used, 0);
          return { isAllowed: false, claim, remaining, waitSeconds: window.secondsUntil(claim.perMinute - needed) };
        }
        const remaining = claim.perMinute - used - needed;
        if (tightest === null || remaining < tightest.remaining) tightest = { claim, window, remaining };
      }
      for (const { key } of claims) windowOf(key, now).add(now, cost);
      return { isAllowed: true, ...outcomeOf(tightest) };
    },
    size: () => windows.size,
  };
}

function outcomeOf(
  tightest: { claim: RateClaim; window: SlidingWindow; remaining: number } | null,
): Omit<RateOutcome, "isAllowed"> {
  if (!tightest) throw new Error("a rate was asked for without a claim");
  const { claim, window, remaining } = tightest;
  return { claim, remaining, waitSeconds: window.secondsUntilRoom() };
}
