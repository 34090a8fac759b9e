import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import { untilAborted } from "../until-aborted.ts";

export interface Bounds {
  /** Aborts with request.cancelled when the caller gives up, with server.timeout when the time is over. */
  signal: AbortSignal;
  /** The promise's outcome, or the bound's error if that comes first. */
  race<T>(promise: Promise<T>): Promise<T>;
  /** To be called when the wait is over. */
  end(): void;
}

/** Bounds a wait by a time and by the caller's signal. */
export function withinBounds(
  clock: Clock,
  options: { signal?: AbortSignal | undefined; timeoutMs: number },
  timeoutMessage: string,
): Bounds {
  const controller = new AbortController();
  const cancelTimer = clock.after(options.timeoutMs, () =>
    controller.abort(new CoreError("server.timeout", timeoutMessage)),
  );
  const onAbort = (): void => controller.abort(new CoreError("request.cancelled", "The request was cancelled."));
  if (options.signal?.aborted) onAbort();
  else options.signal?.addEventListener("abort", onAbort, { once: true });
  return {
    signal: controller.signal,
    race: (promise) => untilAborted(promise, controller.signal),
    end() {
      cancelTimer();
      options.signal?.removeEventListener("abort", onAbort);
    },
  };
}
