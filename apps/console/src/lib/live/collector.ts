export interface Collector<T> {
  add: (item: T) => void;
  stop: () => void;
}

/**
 * Gathers what comes and hands it on together, in its order and each item once: at once after a quiet time, then at most
 * every `intervalMs`, so that a thousand a second cause one answer a second.
 */
export function createCollector<T>(
  flush: (items: ReadonlySet<T>) => void,
  intervalMs: number,
  timers: { set: (run: () => void, ms: number) => unknown; clear: (timer: never) => void } = {
    set: (run, ms) => setTimeout(run, ms),
    clear: (timer) => clearTimeout(timer),
  },
): Collector<T> {
  let waiting = new Set<T>();
  let timer: unknown;

  function hand() {
    const items = waiting;
    waiting = new Set();
    timer = items.size > 0 ? timers.set(hand, intervalMs) : undefined;
    if (items.size > 0) flush(items);
  }

  return {
    add(item) {
      waiting.add(item);
      if (timer === undefined) hand();
    },
    stop() {
      waiting.clear();
      if (timer !== undefined) timers.clear(timer as never);
      timer = undefined;
    },
  };
}
