import type {
  ClientToServerEvents,
  NotificationType,
  ServerToClientEvents,
  SocketNotification,
  SocketResponse,
} from "@peta/contract";
import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";

export type TestSocket = Socket<ServerToClientEvents, ClientToServerEvents>;
type Notified<Type extends NotificationType> = Extract<SocketNotification, { type: Type }>;
type Requests =
  | "get_capabilities"
  | "set_capabilities"
  | "configure_server"
  | "unconfigure_server"
  | "get_pending_approvals";

/** A device as the tests use it: everything that it heard, and ways to wait for more. */
export interface Device {
  socket: TestSocket;
  notifications: SocketNotification[];
  /** Names of events, and types of notifications, in the order of their arrival; without `changed`, which may come at any time. */
  heard: string[];
  /** The first notification of this type that fits, past ones included. Rejects after `withinMs`. */
  notified<Type extends NotificationType>(
    type: Type,
    fits?: (notification: Notified<Type>) => boolean,
    withinMs?: number,
  ): Promise<Notified<Type>>;
  /** Forgets what was heard. */
  forget(): void;
  /** Sends a request and waits for its answer. */
  ask<T = unknown>(event: Requests, data?: unknown, more?: object): Promise<SocketResponse<T>>;
  /** Resolves with the reason when Core has closed the connection. */
  disconnected: Promise<string>;
  close(): void;
}

export const connectOptions = (token: string | undefined): Partial<ManagerOptions & SocketOptions> => ({
  ...(token !== undefined && { auth: { token } }),
  reconnection: false,
  forceNew: true,
  transports: ["websocket"],
});

let serial = 0;

/** Opens a connection, or rejects with what `connect_error` said. */
export function connectDevice(
  url: string,
  token: string | undefined,
  options: Partial<ManagerOptions & SocketOptions> = {},
): Promise<Device> {
  const socket: TestSocket = io(url, { ...connectOptions(token), ...options });
  const device = listen(socket);
  return new Promise((resolve, reject) => {
    socket.on("connect", () => resolve(device));
    socket.on("connect_error", (error) => {
      socket.close();
      reject(error);
    });
  });
}

function listen(socket: TestSocket): Device {
  const device: Device = {
    socket,
    notifications: [],
    heard: [],
    notified(type, fits = () => true, withinMs = 5_000) {
      const find = () =>
        device.notifications.find(
          (one): one is Notified<typeof type> => one.type === type && fits(one as Notified<typeof type>),
        );
      return until(find, withinMs, () => `no ${type} within ${withinMs} ms; heard: ${device.heard.join(", ")}`);
    },
    forget() {
      device.notifications.length = 0;
      device.heard.length = 0;
    },
    ask<T>(event: Requests, data?: unknown, more: object = {}) {
      const requestId = `req-${++serial}`;
      return new Promise<SocketResponse<T>>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no answer to ${event}`)), 10_000);
        const take = (response: SocketResponse): void => {
          if (response.requestId !== requestId) return;
          clearTimeout(timer);
          socket.off("socket_response", take);
          resolve(response as SocketResponse<T>);
        };
        socket.on("socket_response", take);
        (socket as unknown as { emit(name: string, payload: unknown): void }).emit(event, {
          requestId,
          ...(data !== undefined && { data }),
          ...more,
        });
      });
    },
    disconnected: new Promise((resolve) => socket.on("disconnect", resolve)),
    close: () => socket.close(),
  };
  socket.onAny((event: string, payload: unknown) => {
    if (event === "notification") {
      const notification = payload as SocketNotification;
      device.heard.push(notification.type);
      device.notifications.push(notification);
    } else if (event !== "changed") device.heard.push(event);
  });
  return device;
}

/** Looks again every few milliseconds until there is something. */
export async function until<T>(find: () => T | undefined, withinMs: number, problem: () => string): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(problem());
    await new Promise((resume) => setTimeout(resume, 5));
  }
}
