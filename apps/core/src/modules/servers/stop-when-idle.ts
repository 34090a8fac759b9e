import type { Clock } from "../../adapters/clock.ts";

/** Stops what is watched after `idleStopMs` without use; looks only when that could have passed. */
export function stopWhenIdle(
  clock: Clock,
  idleStopMs: number,
  watched: { isWatched(): boolean; isBusy(): boolean; lastUsedAt(): number; stop(): void },
): void {
  const check = (): void => {
    if (!watched.isWatched()) return;
    const idleForMs = watched.isBusy() ? 0 : clock.now() - watched.lastUsedAt();
    if (idleForMs >= idleStopMs) watched.stop();
    else clock.after(idleStopMs - idleForMs, check);
  };
  clock.after(idleStopMs, check);
}
