import type { CoreEvent, EventBus } from "../modules/events.ts";

/** The event bus of a single process: synchronous, in order of subscription. */
export function createLocalEventBus(onError: (error: unknown, event: CoreEvent) => void): EventBus {
  const listeners = new Set<(event: CoreEvent) => void>();
  return {
    publish(event) {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch (error) {
          onError(error, event);
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
