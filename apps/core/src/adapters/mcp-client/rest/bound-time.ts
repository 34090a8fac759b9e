import { CoreError } from "../../../errors.ts";
import type { Clock } from "../../clock.ts";

/**
 * A signal that is aborted when the time is over, with server.timeout, or when the caller's is, with request.cancelled.
 * `end` takes the timer back.
 */
export function boundTime(
  clock: Clock,
  timeoutMs: number,
  outer: AbortSignal | undefined,
): { signal: AbortSignal; end(): void } {
  const bound = new AbortController();
  const stop = clock.after(timeoutMs, () =>
    bound.abort(
      new CoreError(
        "server.timeout",
        `The API did not answer within ${timeoutMs} ms. It may still be at work; do not repeat what must not happen twice.`,
      ),
    ),
  );
  const onAbort = (): void => bound.abort(new CoreError("request.cancelled", "The request was cancelled."));
  if (outer?.aborted) onAbort();
  outer?.addEventListener("abort", onAbort, { once: true });
  return {
    signal: bound.signal,
    end() {
      stop();
      outer?.removeEventListener("abort", onAbort);
    },
  };
}
