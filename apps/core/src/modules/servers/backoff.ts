import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";

/** Pauses between attempts to connect to one server: after a failure none for a time that doubles with each further one. */
export interface Backoff {
  /** @param wasConnected a connection was lost: the first time, the next attempt may follow at once */
  failed(cause: CoreError, wasConnected: boolean): void;
  /** The error to answer with while the pause lasts; null when an attempt may be made. */
  refusal(): CoreError | null;
  /** Until a request may cause the next attempt. */
  remainingMs(): number;
  /** Until an attempt without any request: it grows further, for nobody waits. */
  retryInMs(): number;
  reset(): void;
}

export interface BackoffLimits {
  firstBackoffMs: number;
  maxBackoffMs: number;
  maxRetryMs: number;
}

/** @param random 0 to 1: what failed together does not come back together */
export function createBackoff(clock: Clock, limits: BackoffLimits, random: () => number): Backoff {
  let failures = 0;
  let until = 0;
  let retryAt = 0;
  let last: CoreError | null = null;
  const remainingMs = (): number => Math.max(0, until - clock.now());
  return {
    failed(cause, wasConnected) {
      const isFirstLoss = wasConnected && failures === 0;
      const pauseMs = isFirstLoss ? 0 : limits.firstBackoffMs * 2 ** Math.min(failures, 30);
      const part = 1 - random() / 4;
      until = clock.now() + Math.min(limits.maxBackoffMs, pauseMs) * part;
      retryAt = clock.now() + Math.min(limits.maxRetryMs, Math.max(pauseMs, limits.firstBackoffMs)) * part;
      failures++;
      last = cause;
    },
    refusal() {
      const waitMs = remainingMs();
      if (!last || waitMs === 0) return null;
      const retryAfterSeconds = Math.ceil(waitMs / 1000);
      const options = { cause: last, retryAfterSeconds };
      // It is a person who has to do something now.
      if (last.code === "server.sign_in_required") return new CoreError(last.code, last.message, { cause: last });
      const again = `Core tries again in ${retryAfterSeconds} s.`;
      // What a lost connection means for the requests that were under way says nothing about one that comes now.
      return last.code === "server.died"
        ? new CoreError(
            "server.unreachable",
            `The connection to the server was lost, and nothing was sent. ${again}`,
            options,
          )
        : new CoreError(last.code, `${last.message} ${again}`, options);
    },
    remainingMs,
    retryInMs: () => Math.max(0, retryAt - clock.now()),
    reset() {
      failures = 0;
      until = retryAt = 0;
      last = null;
    },
  };
}
