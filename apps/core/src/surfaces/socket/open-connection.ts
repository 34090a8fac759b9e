import type { ServerInfoEvent, SocketNotification } from "@peta/contract";
import type { Clock } from "../../adapters/clock.ts";
import { approvalNotification, type ToldApproval } from "./approval-notices.ts";
import type { Connection } from "./connection.ts";

/**
 * Tells a device that has just connected where it stands, in this order: who Core is, the capability tree, the open
 * sessions, every approval that waits for its principal. What happens meanwhile follows afterwards.
 */
export async function openConnection(
  connection: Connection,
  from: {
    info: () => Promise<ServerInfoEvent>;
    states: { firstState(connection: Connection): Promise<SocketNotification[]>; opened(connection: Connection): void };
    approvals: { tellPending(connection: Connection, send: (approval: ToldApproval) => void): Promise<void> };
    clock: Clock;
  },
): Promise<void> {
  const { socket } = connection;
  const [info, state] = await Promise.all([from.info(), from.states.firstState(connection)]);
  socket.emit("server_info", info);
  for (const told of state) socket.emit("notification", told);
  await from.approvals.tellPending(connection, (approval) =>
    socket.emit("notification", approvalNotification("created", approval, from.clock.now())),
  );
  const missed = connection.waiting ?? [];
  connection.waiting = null;
  for (const told of missed) socket.emit("notification", told);
  from.states.opened(connection);
}
