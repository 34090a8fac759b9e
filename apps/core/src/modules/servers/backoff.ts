import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";

/** Circuit breaker of one server: after a failure, no new attempt for a pause that doubles with each further one. */
export interface Backoff {
  /** @param wasConnected a connection was lost: the first time, the next attempt may follow at once */
  failed(cause: CoreError, wasConnected: boolean): void;
  /** The error to answer with while the pause lasts; null when an attempt may be made. */
  refusal(): CoreError | null;
  remainingMs(): number;
  reset(): void;
}

export function createBackoff(clock: Clock, limits: { firstBackoffMs: number; maxBackoffMs: number }): Backoff {
  let failures = 0;
  let until = 0;
  let last: CoreError | null = null;
  const remainingMs = (): number => Math.max(0, until - clock.now());
  return {
    failed(cause, wasConnected) {
      const pauseMs = wasConnected && failures === 0 ? 0 : limits.firstBackoffMs * 2 ** failures;
      until = clock.now() + Math.min(limits.maxBackoffMs, pauseMs);
      failures++;
      last = cause;
    },
    refusal() {
      const waitMs = remainingMs();
      if (!last || waitMs === 0) return null;
      const retryAfterSeconds = Math.ceil(waitMs / 1000);
      return new CoreError(last.code, `${last.message} Core tries again in ${retryAfterSeconds} s.`, {
        cause: last,
        retryAfterSeconds,
      });
    },
    remainingMs,
    reset() {
      failures = 0;
      until = 0;
      last = null;
    },
  };
}
