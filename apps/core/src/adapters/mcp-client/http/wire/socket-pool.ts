import type { HttpRequest, ResponseHandler } from "./http-request.ts";
import { HttpSocket, type SocketOwner, type SocketTarget } from "./http-socket.ts";

export interface PoolOptions extends SocketTarget {
  maxSockets: number;
  /** A socket that nobody used for this long is closed. */
  idleMs: number;
}

/**
 * The sockets kept to one server. A request takes a free one, else a new one, else waits its turn. Nothing is ever sent
 * twice: a request whose socket breaks fails.
 */
export class SocketPool implements SocketOwner {
  readonly #options: PoolOptions;
  /** The last one used is used first: it is the least likely to be closed. */
  readonly #free: HttpSocket[] = [];
  readonly #all = new Set<HttpSocket>();
  readonly #waiting: HttpRequest[] = [];
  #isClosed = false;
  #sweep: NodeJS.Timeout | null = null;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /**
   * @param head request line and header lines
   * @param body its length is added
   * @returns what ends the request from our side; the handler hears nothing more
   */
  dispatch(head: string, body: string | null, handler: ResponseHandler): () => void {
    const request: HttpRequest = { head, body, handler, isAborted: false, carrier: null };
    if (this.#isClosed) queueMicrotask(() => request.isAborted || handler.onResponseError(poolClosed()));
    else this.#start(request);
    return () => {
      if (request.isAborted) return;
      request.isAborted = true;
      request.carrier?.destroy();
    };
  }

  onFree(socket: HttpSocket): void {
    const next = this.#nextWaiting();
    if (next) socket.send(next);
    else if (this.#isClosed) socket.destroy();
    else {
      socket.usableUntil = Math.min(socket.usableUntil, performance.now() + this.#options.idleMs);
      this.#free.push(socket);
      this.#sweep ??= setInterval(() => this.#dropOld(), this.#options.idleMs / 2).unref();
    }
  }

  onClosed(socket: HttpSocket): void {
    this.#all.delete(socket);
    const at = this.#free.indexOf(socket);
    if (at !== -1) this.#free.splice(at, 1);
    const next = this.#nextWaiting();
    if (next) this.#open(next);
  }

  /** Requests under way and waiting may end; no new ones are taken. */
  close(): void {
    this.#isClosed = true;
    this.#stopSweep();
    for (const socket of this.#free.splice(0)) socket.destroy();
  }

  destroy(): void {
    this.close();
    for (const request of this.#waiting.splice(0))
      if (!request.isAborted) request.handler.onResponseError(poolClosed());
    for (const socket of this.#all) socket.destroy();
  }

  #start(request: HttpRequest): void {
    const now = performance.now();
    for (let socket = this.#free.pop(); socket; socket = this.#free.pop()) {
      if (socket.isUsable(now)) {
        socket.usableUntil = Number.POSITIVE_INFINITY;
        return socket.send(request);
      }
      socket.destroy();
    }
    if (this.#all.size < this.#options.maxSockets) this.#open(request);
    else this.#waiting.push(request);
  }

  #open(request: HttpRequest): void {
    const socket = new HttpSocket(this.#options, this);
    this.#all.add(socket);
    socket.send(request);
  }

  #nextWaiting(): HttpRequest | undefined {
    let next = this.#waiting.shift();
    while (next?.isAborted) next = this.#waiting.shift();
    return next;
  }

  #dropOld(): void {
    const now = performance.now();
    for (const socket of this.#free) if (!socket.isUsable(now)) socket.destroy();
    if (this.#all.size === 0) this.#stopSweep();
  }

  #stopSweep(): void {
    if (this.#sweep) clearInterval(this.#sweep);
    this.#sweep = null;
  }
}

const poolClosed = (): Error => Object.assign(new Error("the connection was closed"), { code: "CONNECTION_CLOSED" });
