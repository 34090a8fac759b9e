import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { ServerRequestOptions } from "./server-link.ts";

/**
 * Bounds the silence within one request: progress, or any other notification of it, begins the time anew; while a
 * question of the server waits for a person, it stands still.
 * @returns the options to send the request with; `explain` turns what the request failed with into what it means;
 * `end` is to be called when the request is over
 */
export function boundSilence(clock: Clock, silenceMs: number, options: ServerRequestOptions) {
  const controller = new AbortController();
  let lastSignAt = clock.now();
  let isSilent = false;
  let cancelTimer = (): void => {};
  const check = (): void => {
    if (options.hold?.isHeld) lastSignAt = clock.now();
    const quietForMs = clock.now() - lastSignAt;
    if (quietForMs < silenceMs) {
      cancelTimer = clock.after(silenceMs - quietForMs, check);
      return;
    }
    isSilent = true;
    controller.abort();
  };
  cancelTimer = clock.after(silenceMs, check);
  const onAbort = (): void => controller.abort();
  if (options.signal?.aborted) onAbort();
  else options.signal?.addEventListener("abort", onAbort, { once: true });
  return {
    options: {
      ...options,
      signal: controller.signal,
      // Given also when nobody listens: Core asks for progress then, which is the sign of life.
      asksProgress: true,
      onNotification(notification) {
        lastSignAt = clock.now();
        options.onNotification?.(notification);
      },
    } satisfies ServerRequestOptions as ServerRequestOptions,
    explain: (error: unknown): unknown =>
      isSilent && error instanceof CoreError && error.code === "request.cancelled"
        ? new CoreError(
            "server.timeout",
            `The server gave no sign of life for ${silenceMs} ms. It may still be at work; do not repeat what must not happen twice.`,
            { cause: error },
          )
        : error,
    end(): void {
      cancelTimer();
      options.signal?.removeEventListener("abort", onAbort);
    },
  };
}
