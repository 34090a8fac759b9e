import type { IncomingHttpHeaders } from "node:http";
import { connect as connectTcp, type LookupFunction, type OnReadOpts, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { TlsMaterial } from "../../tls-material.ts";
import type { HttpRequest } from "./http-request.ts";
import { ResponseReader, type ResponseSink } from "./response-reader.ts";

export interface SocketTarget {
  isSecure: boolean;
  /** A client certificate, and authorities in place of the well-known ones. */
  tls?: TlsMaterial | undefined;
  hostname: string;
  port: number;
  lookup: LookupFunction;
  connectTimeoutMs: number;
}

/** What happens to a socket, for the pool that holds it. */
export interface SocketOwner {
  /** The answer is complete and the socket can carry another request. */
  onFree(socket: HttpSocket): void;
  onClosed(socket: HttpSocket): void;
}

const NODE_CLOSES_AFTER_S = 5;
/** The server's time limit for silent sockets ends this much earlier for us, so that no request meets a closing socket. */
const MARGIN_MS = 1_000;

// What has been read is copied out at once, so that all connections share one buffer. Otherwise Node takes 64 KiB for
// each read and gives most of it back, which costs more than the copy.
const ARRIVED = Buffer.allocUnsafeSlow(64 * 1024);
const readInto = (read: (chunk: Buffer) => void): OnReadOpts => ({
  buffer: ARRIVED,
  callback(length) {
    read(Buffer.from(ARRIVED.subarray(0, length)));
    return true;
  },
});

const errorWith = (code: string, message: string): Error => Object.assign(new Error(message), { code });

/** One connection to a server: one request at a time, and kept for the next one. */
export class HttpSocket implements ResponseSink {
  /** Milliseconds of `performance.now()` after which the server may close it at any moment. */
  usableUntil = Number.POSITIVE_INFINITY;
  readonly #owner: SocketOwner;
  readonly #socket: Socket;
  readonly #reader = new ResponseReader();
  #request: HttpRequest | null = null;
  #isConnected = false;
  #isClosed = false;
  #error: Error | null = null;
  #connectTimer: NodeJS.Timeout | null;
  #keepAlive = "";

  constructor(target: SocketTarget, owner: SocketOwner) {
    this.#owner = owner;
    const { hostname: host, port, lookup } = target;
    const options = { host, port, lookup, noDelay: true, autoSelectFamily: true };
    const read = (chunk: Buffer) => this.#read(chunk);
    this.#socket = target.isSecure
      ? connectTls({
          ...options,
          ...target.tls,
          servername: /^[\d.]+$|:/.test(host) ? "" : host,
          ALPNProtocols: ["http/1.1"],
        })
      : connectTcp({ ...options, onread: readInto(read) });
    this.#connectTimer = setTimeout(
      () => this.#fail(errorWith("CONNECT_TIMEOUT", "the connection was not taken in time")),
      target.connectTimeoutMs,
    );
    this.#socket.on(target.isSecure ? "secureConnect" : "connect", () => this.#connected());
    if (target.isSecure) this.#socket.on("data", read);
    this.#socket.on("end", () => this.#ended());
    this.#socket.on("error", (error) => {
      this.#error ??= error;
    });
    this.#socket.on("close", () => this.#closed());
  }

  /** Whether it can take a request now; a socket that the server has closed tells so a moment late. */
  isUsable(now: number): boolean {
    return this.usableUntil > now && this.#socket.writable;
  }

  send(request: HttpRequest): void {
    this.#request = request;
    request.carrier = this;
    this.#reader.expect(this);
    if (this.#isConnected) this.#write(request);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** From our side: whoever waits on it hears `onResponseError`, unless the request was aborted. */
  destroy(): void {
    this.#socket.destroy();
  }

  onHead(status: number, headers: IncomingHttpHeaders): void {
    this.#noteKeepAlive(headers["keep-alive"]);
    if (this.#request?.isAborted === false) this.#request.handler.onResponseStart(status, headers, this);
  }

  onData(chunk: Buffer): void {
    if (this.#request?.isAborted === false) this.#request.handler.onResponseData(chunk);
  }

  onDone(canReuse: boolean): void {
    const request = this.#take();
    // A request that is still being sent has an answer already: what is left of it would be read as the next one.
    if (canReuse && !this.#isClosed && this.#socket.writableLength === 0) this.#owner.onFree(this);
    else this.#socket.destroy();
    if (request && !request.isAborted) request.handler.onResponseEnd();
  }

  #connected(): void {
    this.#clearTimer();
    this.#isConnected = true;
    if (this.#request) this.#write(this.#request);
  }

  #write({ head, body }: HttpRequest): void {
    if (body === null) this.#socket.write(`${head}\r\n`, "latin1");
    else {
      const lengthAndEnd = `content-length: ${Buffer.byteLength(body)}\r\n\r\n`;
      // One write where both have the same bytes in either encoding, which is nearly always.
      if (Buffer.byteLength(head) === head.length) this.#socket.write(head + lengthAndEnd + body, "utf8");
      else {
        this.#socket.cork();
        this.#socket.write(head + lengthAndEnd, "latin1");
        this.#socket.write(body, "utf8");
        this.#socket.uncork();
      }
    }
  }

  #read(chunk: Buffer): void {
    try {
      this.#reader.push(chunk);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #ended(): void {
    try {
      this.#reader.close();
    } catch (error) {
      this.#error ??= error as Error;
    }
    this.#socket.destroy();
  }

  #fail(error: Error): void {
    this.#error ??= error;
    this.#socket.destroy();
  }

  #closed(): void {
    this.#isClosed = true;
    this.#clearTimer();
    const request = this.#take();
    this.#owner.onClosed(this);
    if (request && !request.isAborted)
      request.handler.onResponseError(this.#error ?? errorWith("CONNECTION_CLOSED", "the connection was closed"));
  }

  #take(): HttpRequest | null {
    const request = this.#request;
    this.#request = null;
    if (request) request.carrier = null;
    return request;
  }

  #noteKeepAlive(value: string | string[] | undefined): void {
    if (value === undefined) return;
    if (value !== this.#keepAlive) this.#keepAlive = String(value);
    const seconds = Number(/timeout=(\d{1,6})/i.exec(this.#keepAlive)?.[1] ?? NODE_CLOSES_AFTER_S);
    this.usableUntil = performance.now() + seconds * 1_000 - MARGIN_MS;
  }

  #clearTimer(): void {
    if (this.#connectTimer) clearTimeout(this.#connectTimer);
    this.#connectTimer = null;
  }
}
