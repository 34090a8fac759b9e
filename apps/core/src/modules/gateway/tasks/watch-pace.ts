/** Between two looks at one task, however often its server says that it has changed. */
const REST_MS = 250;
const DEFAULT_POLL_MS = 5_000;
const FASTEST_POLL_MS = 2_000;
/** Behind what a server tells by itself, and while it cannot be asked. */
const SLOWEST_POLL_MS = 60_000;

/**
 * How long a task rests after a look, whatever its server says, in milliseconds. Questions are on record one by one, and
 * a server could ask new ones for ever (A35); whoever answers them does not wait.
 */
export const restAfter = (status: unknown, hasFailed: boolean): number =>
  hasFailed || status === "input_required" ? FASTEST_POLL_MS : REST_MS;

/**
 * When a task is looked at again if nothing is heard of it, in milliseconds.
 * @param interval what its server suggests
 * @param isTold the server has agreed to tell of changes
 * @param hasFailed it could not be asked just now
 */
export function pollAfter(interval: unknown, isTold: boolean, hasFailed: boolean): number {
  if (isTold || hasFailed) return SLOWEST_POLL_MS;
  const suggested = typeof interval === "number" ? interval : DEFAULT_POLL_MS;
  return Math.min(SLOWEST_POLL_MS, Math.max(FASTEST_POLL_MS, suggested));
}
