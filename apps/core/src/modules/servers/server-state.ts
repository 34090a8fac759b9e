import type { Clock } from "../../adapters/clock.ts";
import type { ServerState, ServerStatus } from "./server-status.ts";

type Resting = Pick<ServerStatus, "state" | "reason">;

/**
 * What state a server is in, since when and why. A try in between does not make a failure a new one.
 * @param onChange hears of every difference, with whether it is more than another time of the next try
 */
export function createServerState(clock: Clock, initial: Resting, onChange: (isOther: boolean) => void) {
  let status: ServerStatus = { ...initial, since: clock.now(), nextRetryAt: null, failure: null };
  /** The last status that was more than a try to connect. */
  let lastSettled = status;
  return {
    get current(): ServerStatus {
      return status;
    },
    set(
      state: ServerState,
      reason: string | null,
      { nextRetryAt = null, failure = null }: Partial<Pick<ServerStatus, "nextRetryAt" | "failure">> = {},
    ): void {
      const isOther = status.state !== state || status.reason !== reason;
      if (!isOther && status.nextRetryAt === nextRetryAt) return;
      const before = state !== "online" && lastSettled.state === state ? lastSettled : status;
      const since = before.state === state ? before.since : clock.now();
      status = { state, reason, since, nextRetryAt, failure };
      if (state !== "connecting") lastSettled = status;
      onChange(isOther);
    },
  };
}
