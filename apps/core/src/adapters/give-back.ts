import type { Log } from "../modules/log.ts";
import type { Clock } from "./clock.ts";
import { openCollector } from "./open-collector.ts";

const LOOK_EVERY_MS = 20_000;
/** Timers, probes and the database's keep-alives of an idle Core take a tenth of this. */
const QUIET_SHARE = 0.02;
/** Less is not worth a collection. */
const WORTH_BYTES = 16 * 1024 * 1024;

/** Port: this process, as the operating system sees it. */
export interface MemoryMeter {
  /** CPU time so far. */
  cpuMs(): number;
  residentBytes(): number;
  /** Collects garbage and gives its memory back. Nothing else runs meanwhile: a tenth of a second for a heap of 50 MB. */
  collect(): void;
}

/**
 * Gives memory back when Core has nothing to do. V8 takes what serves a busy process best and looks for garbage only when
 * it allocates: after load nothing would ever tell it that its room for young objects, 128 MB, may go (docs/adr/0028).
 *
 * @returns ends it.
 */
export function startGivingBack(deps: { clock: Clock; log: Log; meter?: MemoryMeter }): () => void {
  const { clock, log, meter = ownProcess } = deps;
  let cpuMs = meter.cpuMs();
  /** What stays when everything was given back. */
  let floor = 0;
  let stop = (): void => {};

  const look = (): void => {
    const usedMs = meter.cpuMs() - cpuMs;
    const resident = meter.residentBytes();
    floor = Math.min(floor, resident);
    if (usedMs <= LOOK_EVERY_MS * QUIET_SHARE && resident >= floor + WORTH_BYTES) {
      meter.collect();
      floor = meter.residentBytes();
      log.debug({ beforeMiB: inMiB(resident), afterMiB: inMiB(floor) }, "memory that was not needed was given back");
    }
    // Read again: the collection itself is no work.
    cpuMs = meter.cpuMs();
    stop = clock.after(LOOK_EVERY_MS, look);
  };
  stop = clock.after(LOOK_EVERY_MS, look);
  return () => stop();
}

const inMiB = (bytes: number): number => Math.round(bytes / 1024 / 1024);

const ownProcess: MemoryMeter = {
  cpuMs() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  residentBytes: () => process.memoryUsage.rss(),
  collect() {
    // The only collection that shrinks everything at once.
    openCollector()({ type: "major", execution: "sync", flavor: "last-resort" });
  },
};
