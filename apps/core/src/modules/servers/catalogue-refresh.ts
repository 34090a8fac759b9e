import type { Clock } from "../../adapters/clock.ts";
import type { Log } from "../log.ts";
import type { OpenConnection } from "./open-connection.ts";
import type { Overlay } from "./overlay-reading.ts";
import type { ServerLimits } from "./server-limits.ts";

const REREAD_AFTER_MS = 5_000;

/** Reads what a server lists anew: a moment after it says that its lists changed, or because somebody wants it. */
export function createCatalogueRefresh(deps: {
  serverId: string;
  clock: Clock;
  log: Log;
  limits: Pick<ServerLimits, "listChangedDelayMs">;
  current: () => OpenConnection | null;
  /** Connecting reads the catalogue. */
  connect: () => Promise<unknown>;
  /** The catalogue of the current connection was read. */
  onRead: () => void;
}) {
  let reading: Promise<void> = Promise.resolve();
  let cancelScheduled: (() => void) | null = null;

  /** One reading at a time; the next one begins after the one under way. Throws what reading and connecting throw. */
  async function refresh(overlay: Overlay): Promise<void> {
    const current = deps.current();
    if (!current) return void (await deps.connect());
    const next = reading
      .catch(() => {})
      .then(async () => {
        if (deps.current() === current) await current.read(overlay);
      });
    reading = next;
    await next;
    if (deps.current() === current) deps.onRead();
  }

  function schedule(delayMs = deps.limits.listChangedDelayMs): void {
    cancelScheduled ??= deps.clock.after(delayMs, () => {
      cancelScheduled = null;
      if (!deps.current()) return;
      refresh("adds").catch((error: unknown) => {
        deps.log.warn({ serverId: deps.serverId, err: error }, "catalogue not read; it is tried again");
        schedule(REREAD_AFTER_MS);
      });
    });
  }

  return {
    refresh,
    /** The lists have changed: they are read soon, and once for many changes. */
    soon: (): void => schedule(),
    cancel(): void {
      cancelScheduled?.();
      cancelScheduled = null;
    },
  };
}
