import type { Clock } from "../../../adapters/clock.ts";
import type { OwnRun } from "./own-run.ts";

/** Characters of answers that are kept, for each principal and for all of them together (A34). */
const KEPT_FOR_ONE = 32 * 1024 * 1024;
const KEPT_FOR_ALL = 128 * 1024 * 1024;

interface Kept {
  run: OwnRun;
  stop: () => void;
}

/**
 * The runs of this process by their names, until the time of their tasks is over. Bounded: of those that have ended, the
 * oldest ones go first. What is under way has its bound in `LiveTasks`.
 */
export function createOwnRuns({ clock, endedPerPrincipal }: { clock: Clock; endedPerPrincipal: number }) {
  const byKey = new Map<string, Kept>();

  const drop = (key: string): void => {
    byKey.get(key)?.stop();
    byKey.delete(key);
  };

  const ended = (principalId: string | null): OwnRun[] =>
    [...byKey.values()]
      .map(({ run }) => run)
      .filter((run) => run.isOver && (principalId === null || run.call.client.caller.principal.id === principalId));

  const dropOldest = (runs: OwnRun[], maxCount: number, maxSize: number): void => {
    let size = runs.reduce((sum, run) => sum + run.size, 0);
    let count = runs.length;
    for (const run of runs) {
      if (count <= maxCount && size <= maxSize) return;
      drop(run.call.key);
      count--;
      size -= run.size;
    }
  };

  return {
    find: (key: string): OwnRun | null => byKey.get(key)?.run ?? null,
    add(run: OwnRun): void {
      const { key } = run.call;
      const stop = clock.after(run.until - clock.now(), () => {
        run.cancel();
        drop(key);
      });
      byKey.set(key, { run, stop });
    },
    /** One has ended: makes room among those before it. */
    trim(run: OwnRun): void {
      dropOldest(ended(run.call.client.caller.principal.id), endedPerPrincipal, KEPT_FOR_ONE);
      dropOldest(ended(null), Number.POSITIVE_INFINITY, KEPT_FOR_ALL);
    },
    close(): void {
      for (const { run, stop } of byKey.values()) {
        stop();
        run.cancel();
      }
      byKey.clear();
    },
  };
}
