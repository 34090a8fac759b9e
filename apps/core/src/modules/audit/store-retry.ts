import type { Clock } from "../../adapters/clock.ts";
import type { Log } from "../log.ts";

const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 5_000;

/**
 * Asks a store that is down whether it is back, ever less often. The question is asked beside the writer, so that a
 * database that hangs instead of refusing delays nobody's record.
 */
export function createStoreRetry(deps: {
  clock: Clock;
  ping: () => Promise<void>;
  onBack: () => void;
  log: Pick<Log, "warn">;
}) {
  let delayMs = FIRST_RETRY_MS;
  let cancel = () => {};
  let asking: Promise<void> | null = null;
  let isStopped = false;

  async function ask(): Promise<void> {
    try {
      await deps.ping();
    } catch (error) {
      if (isStopped) return;
      deps.log.warn({ err: error }, "The audit store is still down");
      schedule();
      return;
    }
    if (!isStopped) deps.onBack();
  }

  function schedule(): void {
    if (isStopped) return;
    cancel();
    cancel = deps.clock.after(delayMs, () => {
      asking = ask().finally(() => {
        asking = null;
      });
    });
    delayMs = Math.min(delayMs * 2, MAX_RETRY_MS);
  }

  return {
    schedule,
    /** The store is back: the next outage starts with short waits again. */
    reset(): void {
      delayMs = FIRST_RETRY_MS;
    },
    /** Resolves when the question under way, if there is one, is answered. */
    answered: async (): Promise<void> => {
      await asking;
    },
    stop(): void {
      isStopped = true;
      cancel();
    },
  };
}
