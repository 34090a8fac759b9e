import type { Clock } from "../../adapters/clock.ts";

/** Does something about a key a moment after it was marked, once for all marks of that moment. */
export interface Coalescer {
  mark(key: string): void;
  close(): void;
}

/**
 * One key at a time, in the order of the marks, so that a change that touches everybody does not hold up the rest of
 * Core. A key that is marked while it is worked on gets another turn.
 * @param run must not reject
 */
export function createCoalescer(clock: Clock, delayMs: number, run: (key: string) => Promise<void>): Coalescer {
  const marked = new Set<string>();
  let isScheduled = false;
  let isClosed = false;

  const work = async (): Promise<void> => {
    for (const key of marked) {
      if (isClosed) return;
      marked.delete(key);
      await run(key);
      await new Promise((resume) => setImmediate(resume));
    }
  };
  const schedule = (): void => {
    isScheduled = true;
    clock.after(delayMs, () => {
      void work().finally(() => {
        isScheduled = false;
        if (marked.size > 0 && !isClosed) schedule();
      });
    });
  };
  return {
    mark(key) {
      marked.add(key);
      if (!isScheduled) schedule();
    },
    close() {
      isClosed = true;
      marked.clear();
    },
  };
}
