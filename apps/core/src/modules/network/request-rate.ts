import { createBounded } from "../bounded.ts";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import { networkOf } from "./address.ts";

export interface RequestRate {
  /** Counts one request. Throws request.rate_limited when an address, or all together, had their share of the window. */
  enter(ipAddress: string | null): void;
}

export interface RequestRateLimits {
  windowMs: number;
  perAddress: number;
  altogether: number;
}

/** How often strangers may do something that leaves a row behind. In memory; a restart forgets. */
export function createRequestRate(clock: Clock, limits: RequestRateLimits): RequestRate {
  const byAddress = createBounded<{ count: number; since: number }>(10_000);
  let all = { count: 0, since: clock.now() };

  const current = <T extends { count: number; since: number }>(entry: T | undefined): T | undefined =>
    entry && clock.now() - entry.since < limits.windowMs ? entry : undefined;
  const requireRoom = (entry: { count: number; since: number } | undefined, max: number): void => {
    if (!entry || entry.count < max) return;
    const retryAfterSeconds = Math.ceil((entry.since + limits.windowMs - clock.now()) / 1000);
    throw new CoreError("request.rate_limited", "Too many requests of this kind. Try again later.", {
      retryAfterSeconds,
    });
  };

  return {
    enter(ipAddress) {
      const address = ipAddress === null ? "unknown" : networkOf(ipAddress);
      const own = current(byAddress.get(address));
      requireRoom(own, limits.perAddress);
      all = current(all) ?? { count: 0, since: clock.now() };
      requireRoom(all, limits.altogether);
      all.count++;
      if (own) own.count++;
      else byAddress.set(address, { count: 1, since: clock.now() });
    },
  };
}
