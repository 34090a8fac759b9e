import type { Clock } from "../adapters/clock.ts";

/** Tells the first of a key at once, and those that follow within `windowMs` together, with their number. */
export function createToldOnce(clock: Clock, windowMs: number) {
  const following = new Map<string, number>();
  return {
    /** Keys whose time is not over. */
    size: (): number => following.size,
    add(key: string, tell: (times: number) => void): void {
      const before = following.get(key);
      if (before !== undefined) {
        following.set(key, before + 1);
        return;
      }
      following.set(key, 0);
      tell(1);
      clock.after(windowMs, () => {
        const times = following.get(key) ?? 0;
        following.delete(key);
        if (times > 0) tell(times);
      });
    },
  };
}
