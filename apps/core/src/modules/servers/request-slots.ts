import { CoreError } from "../../errors.ts";

/** How many requests a server works on at a time; the rest wait in order, and beyond the queue's bound are refused. */
export interface RequestSlots {
  /** Takes a free slot without waiting. */
  tryTake(): boolean;
  /** Waits for a slot. Throws CoreError server.busy when the queue is full; rejects with `signal.reason` on abort. */
  take(signal: AbortSignal): Promise<void>;
  release(): void;
  readonly taken: number;
}

export function createRequestSlots(limits: { maxConcurrentRequests: number; maxQueuedRequests: number }): RequestSlots {
  let taken = 0;
  const waiting = new Set<() => void>();
  return {
    tryTake() {
      if (taken >= limits.maxConcurrentRequests || waiting.size > 0) return false;
      taken++;
      return true;
    },
    take(signal) {
      if (signal.aborted) return Promise.reject(signal.reason as Error);
      if (taken < limits.maxConcurrentRequests && waiting.size === 0) {
        taken++;
        return Promise.resolve();
      }
      if (waiting.size >= limits.maxQueuedRequests) {
        throw new CoreError(
          "server.busy",
          "The server has more requests waiting than it may have. Try again in a moment.",
          { retryAfterSeconds: 1 },
        );
      }
      return new Promise((resolve, reject) => {
        const giveUp = (): void => {
          waiting.delete(proceed);
          reject(signal.reason as Error);
        };
        const proceed = (): void => {
          signal.removeEventListener("abort", giveUp);
          resolve();
        };
        waiting.add(proceed);
        signal.addEventListener("abort", giveUp, { once: true });
      });
    },
    release() {
      taken--;
      // More than one, or none, where the limit has changed meanwhile.
      for (const proceed of waiting) {
        if (taken >= limits.maxConcurrentRequests) return;
        taken++;
        waiting.delete(proceed);
        proceed();
      }
    },
    get taken() {
      return taken;
    },
  };
}
