import type {
  ApprovalStatus,
  ClientToServerEvents,
  DeviceInfo,
  ServerToClientEvents,
  SocketNotification,
} from "@peta/contract";
import type { LRUCache } from "lru-cache";
import type { Server, Socket } from "socket.io";
import type { Caller } from "../../modules/principals/principal.ts";

type NoServerEvents = Record<string, never>;
export interface SocketData {
  /** Set by the handshake. */
  connection?: Connection;
}
export type PetaServer = Server<ClientToServerEvents, ServerToClientEvents, NoServerEvents, SocketData>;
export type PetaSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoServerEvents, SocketData>;

/** One device of one principal. */
export interface Connection {
  readonly socket: PetaSocket;
  /** Who it is, as last looked at. */
  caller: Caller;
  /** Looks again who is behind the connection's token. The token itself stays inside. Throws or rejects like AuthenticateBearer. */
  readonly authenticate: () => Caller | Promise<Caller>;
  readonly connectedAt: number;
  /** What the application says of itself: for display only. */
  device: DeviceInfo;
  /** Notifications of before the first state was told; null once it was. */
  waiting: SocketNotification[] | null;
  /** What the device was last told, so that it hears only of differences. */
  told: {
    tree: string;
    /** Ids of the servers in the tree. */
    servers: ReadonlySet<string>;
    sessions: string;
    approvals: LRUCache<string, ApprovalStatus>;
  };
  requestsUnderWay: number;
}

/** Messages that wait for a device that does not read (A35); beyond, the connection is cut. */
const MAX_UNREAD = 2_000;

/** Whether the device takes what it is sent. One that does not is cut off at once: it would not read a farewell either. */
export function isReading({ socket }: Pick<Connection, "socket">): boolean {
  const { writeBuffer } = socket.conn as unknown as { writeBuffer: readonly unknown[] };
  if (writeBuffer.length <= MAX_UNREAD) return true;
  socket.conn.close(true);
  return false;
}

/** Sends a notification, or keeps it back until the device knows the state that it changes. */
export function notify(connection: Connection, notification: SocketNotification): void {
  if (connection.waiting) connection.waiting.push(notification);
  else if (isReading(connection)) connection.socket.emit("notification", notification);
}
