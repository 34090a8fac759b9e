import type { ChangeTopic } from "@peta/contract";

export interface ChangeCollector {
  add: (topic: ChangeTopic) => void;
  stop: () => void;
}

/**
 * Gathers announced changes and hands them on together: at once after a quiet time, then at most every `intervalMs`,
 * so that a thousand calls a second cause one question a second.
 */
export function createChangeCollector(
  flush: (topics: ReadonlySet<ChangeTopic>) => void,
  intervalMs: number,
  timers: { set: (run: () => void, ms: number) => unknown; clear: (timer: never) => void } = {
    set: (run, ms) => setTimeout(run, ms),
    clear: (timer) => clearTimeout(timer),
  },
): ChangeCollector {
  let waiting = new Set<ChangeTopic>();
  let timer: unknown;

  function hand() {
    const topics = waiting;
    waiting = new Set();
    timer = topics.size > 0 ? timers.set(hand, intervalMs) : undefined;
    if (topics.size > 0) flush(topics);
  }

  return {
    add(topic) {
      waiting.add(topic);
      if (timer === undefined) hand();
    },
    stop() {
      waiting.clear();
      if (timer !== undefined) timers.clear(timer as never);
      timer = undefined;
    },
  };
}
