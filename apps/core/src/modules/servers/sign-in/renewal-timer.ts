import type { Clock } from "../../../adapters/clock.ts";

const MARGIN_MS = 60_000;
const AGAIN_AFTER_MS = 15_000;
/** Timers of the platform are 32 bits wide. */
const LONGEST_MS = 2_000_000_000;

/** When a token is to be renewed: a minute before its end, and of one that lives briefly after four fifths of its time. */
export function renewalDueAt(expiresAt: number, obtainedAt: number | null): number {
  const fifth = obtainedAt === null ? MARGIN_MS : Math.max(0, expiresAt - obtainedAt) / 5;
  return expiresAt - Math.min(MARGIN_MS, fifth);
}

/** Has something renewed before its end, as long as it is wanted. */
export function createRenewalTimer(clock: Clock, renew: () => Promise<void>) {
  let cancel: (() => void) | null = null;
  const clear = (): void => {
    cancel?.();
    cancel = null;
  };
  const set = (at: number): void => {
    clear();
    const delayMs = Math.max(0, at - clock.now());
    cancel = clock.after(Math.min(delayMs, LONGEST_MS), () => {
      cancel = null;
      if (at > clock.now()) return set(at);
      // What cannot be renewed now is tried again; what ends meanwhile is renewed when a request is refused.
      renew().catch(() => (cancel ??= clock.after(AGAIN_AFTER_MS, () => set(at))));
    });
  };
  return { set, clear };
}
