import type { Clock } from "../../adapters/clock.ts";
import type { EventBus } from "../events.ts";

/** At most four a second for each workspace: pages ask again on each. */
const MIN_INTERVAL_MS = 250;

/** Tells subscribers that records were stored: the first at once, those that follow closely together in one event. */
export function createAnnouncer(events: EventBus, clock: Clock) {
  const resting = new Map<string, { again: boolean; cancel: () => void }>();

  function publish(workspaceId: string): void {
    const state = { again: false, cancel: () => {} };
    resting.set(workspaceId, state);
    state.cancel = clock.after(MIN_INTERVAL_MS, () => {
      resting.delete(workspaceId);
      if (state.again) publish(workspaceId);
    });
    events.publish({ type: "audit.recorded", workspaceId });
  }

  return {
    announce(workspaceIds: Iterable<string>): void {
      for (const workspaceId of workspaceIds) {
        const state = resting.get(workspaceId);
        if (state) state.again = true;
        else publish(workspaceId);
      }
    },
    close(): void {
      for (const state of resting.values()) state.cancel();
      resting.clear();
    },
  };
}
