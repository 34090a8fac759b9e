import { CoreError } from "../../../errors.ts";
import type { Clock } from "../../clock.ts";

const MINUTE_MS = 60_000;

/**
 * So many requests in a minute, in bursts too. Throws CoreError server.busy with when the next one may be made.
 * @param perMinute undefined: without a bound
 */
export function createRequestRate(clock: Clock, perMinute: number | undefined): () => void {
  if (perMinute === undefined) return () => {};
  let left = perMinute;
  let filledAt = clock.now();
  return () => {
    const now = clock.now();
    left = Math.min(perMinute, left + ((now - filledAt) * perMinute) / MINUTE_MS);
    filledAt = now;
    if (left < 1) {
      throw new CoreError(
        "server.busy",
        `Core makes ${perMinute} requests a minute to this API, and they are used up. Try again later.`,
        {
          retryAfterSeconds: Math.ceil(((1 - left) * MINUTE_MS) / perMinute / 1_000),
        },
      );
    }
    left--;
  };
}
