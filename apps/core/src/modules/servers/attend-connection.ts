import type { Clock } from "../../adapters/clock.ts";
import type { CoreError } from "../../errors.ts";
import { keepAlive } from "./keep-alive.ts";
import type { RunBounds } from "./run-bounds.ts";
import type { ServerConnection } from "./server-connector.ts";
import { stopWhenIdle } from "./stop-when-idle.ts";

/** Looks after an open connection: stops it when nobody uses it, and finds out when it no longer works. */
export interface Attendance {
  /** Asks now whether the server still answers. */
  probe(): Promise<void>;
  /** Others look after it from now on. */
  end(): void;
}

export function attendConnection(
  deps: { clock: Clock; bounds: RunBounds },
  connection: ServerConnection,
  watched: {
    isOpen(): boolean;
    /** Requests are under way, or somebody waits for what the server tells by itself. */
    isBusy(): boolean;
    /** Requests are under way. */
    isAtWork(): boolean;
    lastUsedAt(): number;
    stop(): void;
    lost(cause: CoreError): void;
  },
): Attendance {
  const { clock, bounds } = deps;
  let isOver = false;
  const looked = { ...watched, isWatched: () => !isOver && watched.isOpen() };
  if (bounds.idleStopMs !== null) stopWhenIdle(clock, bounds.idleStopMs, looked);
  const { probe } = keepAlive(clock, () => bounds.keepAliveMs, connection, { ...looked, isBusy: watched.isAtWork });
  return {
    probe,
    end() {
      isOver = true;
    },
  };
}
