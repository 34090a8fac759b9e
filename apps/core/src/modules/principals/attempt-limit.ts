import { createBounded } from "../bounded.ts";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";

/**
 * Slows guessing down: after `max` failures for one key within the window, further attempts are refused until the
 * window has passed. Kept in memory and bounded; a success forgets the failures.
 */
export function createAttemptLimit(deps: { clock: Clock }, { max = 10, windowMs = 15 * 60_000 } = {}) {
  const failures = createBounded<{ count: number; since: number }>(10_000);
  const current = (key: string) => {
    const entry = failures.get(key);
    return entry && deps.clock.now() - entry.since < windowMs ? entry : undefined;
  };
  return {
    /** Throws auth.too_many_attempts with the seconds to wait. */
    require(key: string, atMost = max): void {
      const entry = current(key);
      if (!entry || entry.count < atMost) return;
      const retryAfterSeconds = Math.ceil((entry.since + windowMs - deps.clock.now()) / 1000);
      throw new CoreError(
        "auth.too_many_attempts",
        `Too many failed attempts. Try again in ${Math.ceil(retryAfterSeconds / 60)} minutes.`,
        { retryAfterSeconds },
      );
    },
    failed(key: string): void {
      const entry = current(key);
      if (entry) entry.count++;
      else failures.set(key, { count: 1, since: deps.clock.now() });
    },
    /** The key proved itself: all its failures are forgotten. */
    succeeded(key: string): void {
      failures.delete(key);
    },
    /** Takes back one failure that was counted before the outcome was known. */
    forgive(key: string): void {
      const entry = current(key);
      if (entry) entry.count = Math.max(0, entry.count - 1);
    },
  };
}
export type AttemptLimit = ReturnType<typeof createAttemptLimit>;
