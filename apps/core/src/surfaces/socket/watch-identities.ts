import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { CoreEvent, EventBus } from "../../modules/events.ts";
import type { IsAddressAllowed } from "../../modules/network/admission.ts";
import { hasTokenHash } from "../../modules/principals/principal.ts";
import type { Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";
import { ADDRESS_REFUSED, endConnection, endingOf, REVOKED } from "./end-connection.ts";

/**
 * Ends connections whose credential, principal or address is not good any more, within a second (A7): at once when an
 * event says so, and by looking at each of them again and again, which notices what runs out by itself.
 */
export function watchIdentities(deps: {
  connections: Connections;
  events: EventBus;
  clock: Clock;
  isAddressAllowed: IsAddressAllowed;
  recheckMs: number;
}): { close(): void } {
  const { connections, clock } = deps;

  /** @param isChanged something was said about it: what cannot be read now is treated as gone */
  const recheck = async (connection: Connection, isChanged: boolean): Promise<void> => {
    try {
      const looked = connection.authenticate();
      connection.caller = looked instanceof Promise ? await looked : looked;
    } catch (error) {
      const isRefused = error instanceof CoreError && error.code.startsWith("auth.");
      if (isRefused || isChanged) endConnection(connection, endingOf(error), clock.now());
    }
  };

  const recheckAddress = (connection: Connection): void => {
    const { principal, ipAddress } = connection.caller;
    if (!deps.isAddressAllowed(principal.workspaceId, ipAddress))
      endConnection(connection, ADDRESS_REFUSED, clock.now());
  };

  const react = (event: CoreEvent): void => {
    if (event.type === "principals.changed") {
      for (const connection of connections.of(event.principalId)) void recheck(connection, true);
    } else if (event.type === "token.revoked") {
      for (const connection of connections.all()) {
        const { credential } = connection.caller;
        if (hasTokenHash(credential) && credential.tokenHash === event.tokenHash)
          endConnection(connection, REVOKED, clock.now());
      }
    } else if (event.type === "network.replaced") {
      for (const connection of connections.all())
        if (connection.caller.principal.workspaceId === event.workspaceId) recheckAddress(connection);
    }
  };
  // Those who are asked about tokens hear of the same event: they come first.
  const unsubscribe = deps.events.subscribe((event) => queueMicrotask(() => react(event)));

  let cancelTimer = (): void => {};
  const tick = (): void => {
    cancelTimer = clock.after(deps.recheckMs, () => {
      for (const connection of connections.all()) void recheck(connection, false);
      tick();
    });
  };
  tick();
  return {
    close() {
      unsubscribe();
      cancelTimer();
    },
  };
}
