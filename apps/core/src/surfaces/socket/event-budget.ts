import type { Clock } from "../../adapters/clock.ts";
import type { SocketLimits } from "./socket-limits.ts";

export type EventVerdict = { kind: "admitted" } | { kind: "refused"; retryAfterSeconds: number } | { kind: "flood" };

/**
 * How many events one connection may send (A35): a bucket that fills evenly. An event past the limit is refused and
 * counts too, so that who goes on regardless is cut off.
 */
export function createEventBudget(
  clock: Clock,
  {
    eventBurst,
    eventsPerSecond,
    eventsBeforeEnd,
  }: Pick<SocketLimits, "eventBurst" | "eventsPerSecond" | "eventsBeforeEnd">,
): () => EventVerdict {
  let left = eventBurst;
  let filledAt = clock.now();
  return () => {
    const now = clock.now();
    left = Math.min(eventBurst, left + ((now - filledAt) / 1000) * eventsPerSecond);
    filledAt = now;
    left--;
    if (left >= 0) return { kind: "admitted" };
    if (left < -eventsBeforeEnd) return { kind: "flood" };
    return { kind: "refused", retryAfterSeconds: Math.max(1, Math.ceil(-left / eventsPerSecond)) };
  };
}
