import type { RequestHold } from "../../modules/servers/server-link.ts";
import type { Clock } from "../clock.ts";

/** `Clock.after` for a request's timeouts: the time during which the request is held does not count. */
export function afterUnheld(clock: Clock, delayMs: number, hold: RequestHold | undefined, run: () => void): () => void {
  if (!hold) return clock.after(delayMs, run);
  let leftMs = delayMs;
  let startedAt = 0;
  let cancelTimer: (() => void) | null = null;
  const follow = (): void => {
    if (hold.isHeld && cancelTimer) {
      cancelTimer();
      cancelTimer = null;
      leftMs -= clock.now() - startedAt;
    } else if (!hold.isHeld && !cancelTimer) {
      startedAt = clock.now();
      cancelTimer = clock.after(Math.max(0, leftMs), () => {
        unwatch();
        run();
      });
    }
  };
  const unwatch = hold.watch(follow);
  follow();
  return () => {
    unwatch();
    cancelTimer?.();
  };
}
