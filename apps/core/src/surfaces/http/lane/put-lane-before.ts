import type { Server } from "node:http";
import type { Socket } from "node:net";
import { createLane, type LaneOptions } from "./create-lane.ts";

/**
 * Offers every connection of a server to a lane first; what it does not take goes on to Node's HTTP, as without it. The
 * server's own ways to close its connections close those of the lane too.
 * @returns what ends the lane's idle connections, and each other one when it is answered
 */
export function putLaneBefore(
  server: Server,
  options: Pick<LaneOptions, "isTaken" | "handle"> & { isSecure: boolean },
): () => void {
  const event = options.isSecure ? "secureConnection" : "connection";
  const listeners = server.listeners(event) as ((socket: Socket) => void)[];
  server.removeAllListeners(event);
  const lane = createLane({
    isTaken: options.isTaken,
    handle: options.handle,
    giveToNode(socket) {
      for (const listener of listeners) listener.call(server, socket);
    },
    keepAliveMs: server.keepAliveTimeout,
  });
  server.on(event, lane.open);
  const closeIdle = server.closeIdleConnections.bind(server);
  const closeAll = server.closeAllConnections.bind(server);
  server.closeIdleConnections = () => {
    lane.close();
    closeIdle();
  };
  server.closeAllConnections = () => {
    lane.destroy();
    closeAll();
  };
  return lane.close;
}
