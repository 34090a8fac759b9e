import { createHash } from "node:crypto";
import type { CapabilityTree, OnlineSession, SocketNotification } from "@peta/contract";
import type { Clock } from "../../adapters/clock.ts";
import type { CoreEvent, EventBus } from "../../modules/events.ts";
import type { Log } from "../../modules/log.ts";
import type { Caller } from "../../modules/principals/principal.ts";
import type { UserOperations } from "../legacy/user-operations.ts";
import { createCoalescer } from "./coalesce.ts";
import { type Connection, notify } from "./connection.ts";
import type { Connections } from "./connections.ts";
import { notification } from "./notification.ts";

const fingerprint = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("base64");

/** The notification of what differs from what the device was last told, or null. */
function treeChange({ told }: Connection, tree: CapabilityTree, now: number): SocketNotification | null {
  const print = fingerprint(tree);
  if (told.tree === print) return null;
  told.tree = print;
  told.servers = new Set(Object.keys(tree));
  const message = "What your clients may use has changed.";
  return notification("permission_changed", "warning", message, { capabilities: tree }, now);
}

function sessionsChange({ told }: Connection, sessions: OnlineSession[], now: number): SocketNotification | null {
  // When they were last active changes with every call and is nothing to tell of.
  const print = fingerprint(sessions.map(({ lastActive: _, ...session }) => session));
  if (told.sessions === print) return null;
  told.sessions = print;
  const { length } = sessions;
  const message = `You have ${length} active session${length === 1 ? "" : "s"}`;
  return notification("online_sessions", "info", message, { sessions }, now);
}

const tell = (connection: Connection, change: SocketNotification | null): void => {
  if (change) notify(connection, change);
};

/**
 * Keeps every connected device's capability tree and session list up to date. Changes are told as one, and only to
 * those for whom something differs.
 */
export function createStatePush(deps: {
  connections: Connections;
  operations: Pick<UserOperations, "getCapabilities" | "onlineSessions">;
  events: EventBus;
  clock: Clock;
  coalesceMs: number;
  log: Log;
}) {
  const { connections, operations, clock } = deps;

  /** Devices that are being told their first state are left out: they are looked at once they have it. */
  const push =
    (run: (own: readonly Connection[], caller: Caller) => Promise<void>) =>
    async (principalId: string): Promise<void> => {
      try {
        const own = connections.of(principalId).filter(({ waiting }) => waiting === null);
        if (own[0]) await run(own, own[0].caller);
      } catch (error) {
        // The next change or the next connect tells it; every state can be asked for as well.
        deps.log.warn({ err: error, principalId }, "a change could not be told over the socket");
      }
    };
  const pushTrees = push(async (own, caller) => {
    const tree = await operations.getCapabilities(caller);
    for (const connection of own) tell(connection, treeChange(connection, tree, clock.now()));
  });
  const pushSessions = push(async (own, caller) => {
    const open = await operations.onlineSessions(caller);
    for (const connection of own) tell(connection, sessionsChange(connection, open, clock.now()));
  });
  const trees = createCoalescer(clock, deps.coalesceMs, pushTrees);
  const sessions = createCoalescer(clock, deps.coalesceMs, pushSessions);

  const markWhere = (workspaceId: string, isConcerned: (connection: Connection) => boolean): void => {
    for (const [principalId, own] of connections.principalsIn(workspaceId))
      if (own.some(isConcerned)) trees.mark(principalId);
  };
  const react = (event: CoreEvent): void => {
    if (event.type === "snapshot.replaced" || event.type === "server_values.changed")
      markWhere(event.workspaceId, () => true);
    else if (event.type === "server.status_changed")
      markWhere(event.workspaceId, ({ told }) => told.servers.has(event.serverId));
    else if (event.type === "principals.changed")
      markWhere(event.workspaceId, ({ caller }) => caller.principal.id === event.principalId);
    else if (event.type === "mcp_sessions.changed" && connections.of(event.principalId).length > 0)
      sessions.mark(event.principalId);
  };
  const unsubscribe = deps.events.subscribe(react);

  return {
    /** What a device that has just connected is told: its tree, then its sessions. Throws what the modules throw. */
    async firstState(connection: Connection): Promise<SocketNotification[]> {
      const [tree, open] = await Promise.all([
        operations.getCapabilities(connection.caller),
        operations.onlineSessions(connection.caller),
      ]);
      const now = clock.now();
      return [treeChange(connection, tree, now), sessionsChange(connection, open, now)].filter((one) => one !== null);
    },
    /** The device has its first state: what changed while it was read is told now. */
    opened({ caller }: Connection): void {
      trees.mark(caller.principal.id);
      sessions.mark(caller.principal.id);
    },
    close() {
      unsubscribe();
      trees.close();
      sessions.close();
    },
  };
}
