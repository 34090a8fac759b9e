import type { Clock } from "../../adapters/clock.ts";
import type { WaitingRecords } from "./waiting-records.ts";

/** So many records of one batch and the next are a sign of load. */
const BUSY_FROM = 16;
/** What a commit costs by itself is hardly felt any more by so many records. */
const ENOUGH = 64;

/**
 * Under load, whoever was just answered comes back at once. The next batch waits for them, at most a moment, because a
 * commit costs nearly as much for a few records as for many. Where few calls are under way nobody waits.
 * @param ms the moment; 0: no batch ever waits
 */
export function createGathering({ clock, waiting, ms }: { clock: Clock; waiting: WaitingRecords; ms: number }) {
  let isHurried = false;
  let hurry = (): void => {};
  return {
    /** Resolves when the next batch should go. @param answered records of the batch before it */
    async next(answered: number): Promise<void> {
      const expected = answered + waiting.length;
      if (ms === 0 || isHurried || expected < BUSY_FROM) return;
      await new Promise<void>((resolve) => {
        const stop = clock.after(ms, resolve);
        hurry = () => {
          stop();
          resolve();
        };
        waiting.whenReached(Math.min(expected, ENOUGH), hurry);
      });
    },
    /** While `isIt`, somebody waits for everything to be stored: no batch waits for more. */
    hurried(isIt: boolean): void {
      isHurried = isIt;
      if (isIt) hurry();
    },
  };
}

export type Gathering = ReturnType<typeof createGathering>;
