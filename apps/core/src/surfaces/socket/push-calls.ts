import type { Clock } from "../../adapters/clock.ts";
import type { CoreEvent, EventBus } from "../../modules/events.ts";
import type { Log } from "../../modules/log.ts";
import { createToldOnce } from "../../modules/told-once.ts";
import { notify } from "./connection.ts";
import type { Connections } from "./connections.ts";
import { notification } from "./notification.ts";
import type { FindPrincipal } from "./push-approvals.ts";

type CallNotified = Extract<CoreEvent, { type: "call.notified" }>;

/** Calls of the same tool by the same principal within this time are told as one. */
const WINDOW_MS = 1_000;

/**
 * Tells a principal's devices, and those of the person behind an agent, that a call of danger level 1 ran. The first at
 * once, the rest of a second as one with their number: an agent in a loop does not flood a screen.
 */
export function createCallPush(deps: {
  connections: Connections;
  findPrincipal: FindPrincipal;
  events: EventBus;
  clock: Clock;
  log: Log;
}): { close(): void } {
  const { connections, clock } = deps;
  const told = createToldOnce(deps.clock, WINDOW_MS);

  const tell = async (event: CallNotified, times: number): Promise<void> => {
    const { workspaceId, principalId, serverId, capabilityName } = event;
    const principal = await deps.findPrincipal(workspaceId, principalId);
    if (!principal) return;
    const text = `${principal.displayName} used ${serverId}::${capabilityName}${times > 1 ? ` ${times} times` : ""}.`;
    const data = { serverId, toolName: capabilityName, principalId: principal.handle, times };
    const message = notification("tool_called", "info", text, data, clock.now());
    const ids = new Set([principalId, ...(principal.ownerId === null ? [] : [principal.ownerId])]);
    for (const id of ids) for (const connection of connections.of(id)) notify(connection, message);
  };
  const tellInBackground = (event: CallNotified, times: number): void => {
    tell(event, times).catch((error: unknown) =>
      deps.log.warn({ err: error, serverId: event.serverId }, "a call could not be told over the socket"),
    );
  };

  const unsubscribe = deps.events.subscribe((event) => {
    if (event.type !== "call.notified" || connections.size === 0) return;
    const key = `${event.principalId} ${event.serverId} ${event.capabilityName}`;
    told.add(key, (times) => tellInBackground(event, times));
  });
  return { close: unsubscribe };
}
