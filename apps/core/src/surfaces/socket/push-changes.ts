import type { ChangeTopic } from "@peta/contract";
import type { Clock } from "../../adapters/clock.ts";
import type { CoreEvent, EventBus } from "../../modules/events.ts";
import type { Log } from "../../modules/log.ts";
import type { Principal } from "../../modules/principals/principal.ts";
import { createOwnChanges } from "../../modules/own-changes.ts";
import type { Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";

/** Events that can concern somebody's own. Approvals are told by themselves; the rest happens with every call. */
const CONCERNED: ReadonlySet<CoreEvent["type"]> = new Set([
  "clients.changed",
  "mcp_sessions.changed",
  "server_values.changed",
  "servers.changed",
  "principals.changed",
  "permissions.changed",
  "policy.changed",
  "snapshot.replaced",
]);

/** What one device still has to be told, and the order in which events are looked at for it. */
interface Follower {
  pick: ReturnType<typeof createOwnChanges>;
  last: Promise<void>;
  topics: Set<ChangeTopic>;
}

/**
 * Tells devices that something of theirs, or of their agents', is to be asked for again: by name, without what it is.
 * Changes of a moment are told as one.
 */
export function createChangePush(deps: {
  connections: Connections;
  /** Ids of a principal and of its agents. */
  ownIds: (principal: Principal) => Promise<ReadonlySet<string>>;
  events: EventBus;
  clock: Clock;
  coalesceMs: number;
  log: Log;
}): { opened(connection: Connection): void; close(): void } {
  const followers = new WeakMap<Connection, Follower>();

  const look = async (connection: Connection, follower: Follower, event: CoreEvent): Promise<void> => {
    const topic = await follower.pick(event);
    if (topic === null) return;
    if (follower.topics.size === 0)
      deps.clock.after(deps.coalesceMs, () => {
        connection.socket.emit("changed", { topics: [...follower.topics] });
        follower.topics.clear();
      });
    follower.topics.add(topic);
  };
  const unsubscribe = deps.events.subscribe((event) => {
    if (!CONCERNED.has(event.type)) return;
    for (const [, own] of deps.connections.principalsIn(event.workspaceId))
      for (const connection of own) {
        const follower = followers.get(connection);
        if (follower === undefined) continue;
        // One after the other: a decision is new only after what made it so.
        follower.last = follower.last
          .then(() => look(connection, follower, event))
          .catch((error: unknown) => deps.log.warn({ err: error }, "a change could not be told over the socket"));
      }
  });
  return {
    opened(connection) {
      const pick = createOwnChanges(() => deps.ownIds(connection.caller.principal));
      followers.set(connection, { pick, last: Promise.resolve(), topics: new Set() });
    },
    close: unsubscribe,
  };
}
