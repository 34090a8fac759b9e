import { CoreError } from "../../errors.ts";
import { type Caller, isAnonymous } from "../principals/principal.ts";
import type { ServerRecord } from "../servers/server.ts";
import type { GatewayLimits } from "./gateway-limits.ts";

/** Counts per principal: the calls under way, or `what` else. */
export function createInFlight(limit: number, who = "This principal already has", what = "calls under way") {
  const counts = new Map<string, number>();
  return {
    /** Throws server.busy at the limit, which `most` can lower. */
    enter(principalId: string, most = limit): void {
      const count = counts.get(principalId) ?? 0;
      if (count >= most) {
        throw new CoreError("server.busy", `${who} ${most} ${what}. Wait for one of them to end.`, {
          retryAfterSeconds: 1,
        });
      }
      counts.set(principalId, count + 1);
    },
    leave(principalId: string): void {
      const count = (counts.get(principalId) ?? 1) - 1;
      if (count > 0) counts.set(principalId, count);
      else counts.delete(principalId);
    },
  };
}

export type PlacesLimits = Pick<
  GatewayLimits,
  "callsPerPrincipal" | "anonymousCallsPerAddress" | "anonymousCallsPerServer"
>;

/**
 * The places of calls under way. Whoever has no sign-in has few, and all of them together have half of what a server
 * works on at most: slow calls of strangers must not be what everybody else waits for (A35).
 */
export function createCallPlaces(limits: PlacesLimits) {
  const known = createInFlight(limits.callsPerPrincipal);
  const perAddress = createInFlight(limits.anonymousCallsPerAddress, "Your address already has");
  const perServer = createInFlight(limits.anonymousCallsPerServer, "Callers without a sign-in already have");
  const half = ({ settings }: ServerRecord): number =>
    settings.maxConcurrentRequests === undefined
      ? limits.anonymousCallsPerServer
      : Math.max(1, Math.min(limits.anonymousCallsPerServer, Math.floor(settings.maxConcurrentRequests / 2)));
  return {
    /** Throws server.busy. */
    enter(caller: Caller, server: ServerRecord): void {
      const { id } = caller.principal;
      if (!isAnonymous(caller)) return known.enter(id);
      perAddress.enter(id);
      try {
        perServer.enter(server.id, half(server));
      } catch (error) {
        perAddress.leave(id);
        throw error;
      }
    },
    leave(caller: Caller, server: ServerRecord): void {
      const { id } = caller.principal;
      if (!isAnonymous(caller)) return known.leave(id);
      perAddress.leave(id);
      perServer.leave(server.id);
    },
  };
}

export type CallPlaces = ReturnType<typeof createCallPlaces>;
