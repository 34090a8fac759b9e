import type { Socket } from "node:net";
import { createRequestReader } from "./read-whole-request.ts";
import { WholeRequest } from "./whole-request.ts";
import { WholeResponse } from "./whole-response.ts";

export interface LaneOptions {
  /** Which paths it takes. */
  isTaken: (url: string) => boolean;
  handle: (request: WholeRequest, response: WholeResponse) => void;
  /** Node's own HTTP takes the connection for good. */
  giveToNode: (socket: Socket) => void;
  keepAliveMs: number;
}

/** What a client may send ahead while it waits for an answer. */
const MAX_AHEAD_BYTES = 64 * 1024;

/**
 * The way of small requests: a POST that arrives in one piece is read and answered without Node's HTTP in between,
 * which costs twice as much. A connection on which anything else arrives is given to Node's HTTP, with every byte that
 * was read, and stays there: parts of a request, pipelining, chunks, other methods and other paths.
 */
export function createLane({ isTaken, handle, giveToNode, keepAliveMs }: LaneOptions) {
  const connections = new Set<{ closeIfIdle(before: number): void; destroy(): void }>();
  let isClosing = false;
  const keepAlive = `connection: keep-alive\r\nkeep-alive: timeout=${Math.floor(keepAliveMs / 1000)}\r\n`;

  const open = (socket: Socket): void => {
    if (isClosing) return giveToNode(socket);
    let response: WholeResponse | null = null;
    let ahead: Buffer | null = null;
    let idleSince = performance.now();
    const readRequest = createRequestReader();

    const leave = (): void => {
      connections.delete(connection);
      socket.off("data", read).off("end", end).off("error", ignore).off("close", close);
    };
    const take = (chunk: Buffer): void => {
      const parts = readRequest(chunk);
      if (parts === null || !isTaken(parts.url)) {
        leave();
        socket.pause();
        socket.unshift(chunk);
        giveToNode(socket);
        socket.resume();
        return;
      }
      response = new WholeResponse(socket, keepAlive, { answered });
      handle(new WholeRequest(parts, socket), response);
    };
    const answered = (isLast: boolean): void => {
      response = null;
      idleSince = performance.now();
      if (isLast || isClosing || socket.destroyed) return void socket.end();
      if (ahead === null) return;
      const chunk = ahead;
      ahead = null;
      socket.resume();
      take(chunk);
    };
    const read = (chunk: Buffer): void => {
      if (response === null) return take(chunk);
      ahead = ahead === null ? chunk : Buffer.concat([ahead, chunk]);
      if (ahead.length > MAX_AHEAD_BYTES) socket.pause();
    };
    const end = (): void => void socket.destroy();
    // Silence while an answer is awaited is no idleness.
    const closeIfIdle = (before: number): void => {
      if (response === null && idleSince <= before) socket.destroy();
    };
    const close = (): void => {
      connections.delete(connection);
      response?.close();
    };

    const connection = { closeIfIdle, destroy: () => void socket.destroy() };
    connections.add(connection);
    socket.on("data", read).on("end", end).on("error", ignore).on("close", close);
  };

  // One look at all of them now and then: a timer of each socket would be set anew with every read and write.
  const look = (): void => {
    const before = performance.now() - keepAliveMs;
    for (const { closeIfIdle } of connections) closeIfIdle(before);
  };
  const looking = setInterval(look, keepAliveMs / 4).unref();

  return {
    open,
    /** Ends the connections that wait for nothing, and each other one when it is answered. */
    close(): void {
      isClosing = true;
      clearInterval(looking);
      for (const { closeIfIdle } of connections) closeIfIdle(Number.POSITIVE_INFINITY);
    },
    /** Ends every connection, whatever it waits for. */
    destroy(): void {
      isClosing = true;
      clearInterval(looking);
      for (const { destroy } of connections) destroy();
    },
  };
}

// What breaks is told by the close that follows.
const ignore = (): void => {};
