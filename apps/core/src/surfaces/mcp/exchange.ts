import type { GatewayClient } from "../../modules/gateway/index.ts";
import type { ProtocolEra } from "../../modules/servers/server.ts";
import type { BodyRequest, HttpRequest, HttpResponse } from "../http/http-message.ts";
import { CoreError } from "../../errors.ts";
import type { RpcId, WireError } from "./wire-error.ts";

const STREAM_HEADERS = [
  "content-type",
  "text/event-stream",
  "cache-control",
  "no-cache, no-transform",
  "x-accel-buffering",
  "no",
];
const JSON_HEADERS = [
  "content-type",
  "application/json",
  "cache-control",
  "no-store",
  "x-content-type-options",
  "nosniff",
];
/** A reader that is this many bytes behind is not reading. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;

/** Node reads and drops what is left of a body after the answer; up to this size that is kinder than a broken connection. */
const MAX_DROPPED_BYTES = 64 * 1024 * 1024;

const isEndless = (req: HttpRequest): boolean =>
  !req.complete &&
  (req.headers["transfer-encoding"] !== undefined || Number(req.headers["content-length"] ?? 0) > MAX_DROPPED_BYTES);

const goneAway = (): CoreError => new CoreError("request.cancelled", "The request was cancelled.");

export const eventOf = (json: string): string => `event: message\ndata: ${json}\n\n`;

/** Keeps what the stream of one call sends, so that a client whose connection broke can come back for the rest. */
export interface Trail {
  /** What goes out before the first event. */
  readonly opening: string;
  /** Keeps an event; answers its text with its id. The last one is the answer. */
  event(json: string, isLast: boolean): string;
  /** The stream ends without an answer. */
  end(): void;
  /** Ends the connection that has it now, if its client is one that comes back for the rest. */
  leave(retryMs: number): void;
}

/** Opens the trail of a call, when its answer becomes a stream. */
export interface TrailKeeper {
  openTrail(exchange: Exchange): Trail;
}

/**
 * One HTTP request and its one answer: JSON, unless something has to be sent before the answer; then a stream of
 * events that ends with it. An answer can only leave through the exchange that asked for it (A21).
 */
export class Exchange {
  readonly req: BodyRequest;
  readonly res: HttpResponse;
  readonly startedAt: number;
  /** Where `OpenExchanges` keeps it. */
  slot = -1;
  era: ProtocolEra = "legacy";
  id: RpcId | null = null;
  method: string | null = null;
  /** The scope that an OAuth token needs for it. */
  scope: string | null = null;
  client: GatewayClient | null = null;
  /** Where it comes from, as the front sees it. */
  ipAddress: string | null = null;
  /** Sent with the answer that opens a session, and with its stream. */
  sessionId: string | null = null;
  /** What the answer says of the request rate, as names and values in turn. */
  rateHeaders: readonly string[] = [];
  isStream = false;
  isDone = false;
  /** Its stream was ended before the answer: the client comes back for the rest. */
  wasLeft = false;
  /** Its result is going out in parts: nothing else can be sent meanwhile. */
  isInParts = false;
  /** Of calls that go on when their connection breaks; null: a broken connection takes the request back. */
  keeper: TrailKeeper | null = null;
  /** Set when the connection broke and the call goes on: hears that the request is done. */
  whenDone: (() => void) | null = null;
  /** A part waits for its reader. */
  #isWaiting = false;
  /** When that was first seen. */
  #stuckSince: number | null = null;
  #trail: Trail | null = null;
  #controller: AbortController | null = null;

  constructor(req: BodyRequest, res: HttpResponse, now: number) {
    this.req = req;
    this.res = res;
    this.startedAt = now;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  /**
   * Tells whoever works on this request that nobody wants the answer any more.
   * @param why where it is not the client that takes the request back: what the client is told, and the record says
   */
  cancel(why?: CoreError): void {
    this.#controller?.abort(why);
  }

  sendResult(resultJson: string): void {
    this.#sendMessage(200, `{"jsonrpc":"2.0","id":${JSON.stringify(this.id)},"result":${resultJson}}`, null);
  }

  sendError(error: { code: number; message: string; data?: unknown }): void {
    this.#sendMessage(200, JSON.stringify({ jsonrpc: "2.0", id: this.id, error }), null);
  }

  sendFault(fault: WireError): void {
    const { data, headers, id } = fault.options;
    const error = { code: fault.rpcCode, message: fault.message, ...(data && { data }) };
    this.#sendMessage(
      fault.httpStatus,
      JSON.stringify({ jsonrpc: "2.0", id: this.id ?? id ?? null, error }),
      headers ?? null,
    );
  }

  /**
   * Begins a result that goes out in parts as they come. A broken connection takes the request back from here on: what
   * does not fit into memory is kept for nobody. False: there is nobody any more who would hear it.
   */
  openParts(): boolean {
    this.keeper = null;
    if (this.isDone || this.isLeft) return false;
    this.isInParts = true;
    if (this.isStream) this.res.write("event: message\ndata: ");
    else this.res.writeHead(200, [...JSON_HEADERS, ...this.#ownHeaders()]);
    this.res.write(`{"jsonrpc":"2.0","id":${JSON.stringify(this.id)},"result":`);
    return true;
  }

  /** Resolves when the reader has room for more. Rejects with request.cancelled when it has gone away. */
  async writePart(part: string | Buffer): Promise<void> {
    if (this.isDone || this.res.destroyed || this.signal.aborted) throw goneAway();
    if (this.res.write(part)) return;
    const { signal } = this;
    this.#isWaiting = true;
    try {
      await new Promise<void>((resolve, reject) => {
        const leave = (): void => reject(goneAway());
        signal.addEventListener("abort", leave, { once: true });
        this.res.once("drain", () => {
          signal.removeEventListener("abort", leave);
          resolve();
        });
      });
    } finally {
      this.#isWaiting = false;
      this.#stuckSince = null;
    }
  }

  /** Looks now and then: a reader who takes nothing of what waits for them for so long has gone away (A35). */
  leaveIfStuck(now: number, longestMs: number): void {
    if (!this.#isWaiting) return;
    this.#stuckSince ??= now;
    if (now - this.#stuckSince >= longestMs) this.res.destroy();
  }

  closeParts(): void {
    this.isInParts = false;
    this.#trail?.end();
    if (this.#finish()) this.res.end(this.isStream ? "}\n\n" : "}");
  }

  /**
   * Breaks the connection, so that no half of a result passes for a whole one.
   * @param error what a client hears that comes back for it
   */
  breakParts(error: { code: number; message: string; data?: unknown }): void {
    this.isInParts = false;
    this.#trail?.event(JSON.stringify({ jsonrpc: "2.0", id: this.id, error }), true);
    if (this.#finish()) this.res.destroy();
  }

  sendEmpty(status: number): void {
    if (this.#finish()) this.res.writeHead(status, [...this.rateHeaders]).end();
  }

  /** A cancelled request gets no answer (MCP, cancellation): a stream that ends without one says so. */
  sendNothing(): void {
    if (this.isInParts) return;
    // There is nothing to come back for.
    if (!this.isStream) this.keeper = null;
    this.openStream();
    if (this.isDone) return;
    this.#trail?.end();
    if (this.#finish()) this.res.end();
  }

  /** Ends a stream with this last text. */
  endStream(text: string): void {
    if (this.#finish()) this.res.end(text);
  }

  /** Nothing that is written reaches the client on this connection. */
  get isLeft(): boolean {
    return this.wasLeft || this.res.destroyed;
  }

  /**
   * The answer takes a while: its client is told when to come back for it, and the connection ends, where the client is
   * one that comes back (2025-11-25, Resumability; SEP-1699). The call goes on.
   */
  sendAway(retryMs: number): void {
    this.openStream();
    if (!this.isDone) this.#trail?.leave(retryMs);
  }

  /** Ends the connection with this last text, and not the request. */
  leaveStream(text: string): void {
    if (this.isDone || this.isLeft) return;
    this.wasLeft = true;
    this.res.end(text);
  }

  /** Turns the answer into a stream of events. */
  openStream(): void {
    // Without an event's id nobody can come back for a stream, so none is opened once the connection is gone.
    if (this.isStream || this.isDone || this.isInParts || this.res.destroyed) return;
    this.isStream = true;
    this.res.writeHead(200, [...STREAM_HEADERS, ...this.#ownHeaders()]);
    this.res.flushHeaders();
    if (!this.keeper) return;
    this.#trail = this.keeper.openTrail(this);
    this.write(this.#trail.opening);
  }

  sendNotification(method: string, params: Record<string, unknown>): void {
    if (!this.isDone) this.sendEvent(JSON.stringify({ jsonrpc: "2.0", method, params }));
  }

  /** Sends one message before the answer: a notification, or a question to the client. */
  sendEvent(json: string): void {
    if (this.isDone || this.isInParts) return;
    this.openStream();
    if (this.isStream) this.write(this.#trail?.event(json, false) ?? eventOf(json));
  }

  /** A comment, so that nothing between here and the client takes the silence for an end. */
  keepAlive(): void {
    if (this.isDone || this.isInParts || this.#isWaiting) return;
    this.openStream();
    this.write(": waiting\n\n");
  }

  write(text: string): void {
    if (this.isDone || this.isLeft) return;
    if (this.res.writableLength > MAX_BUFFERED_BYTES) this.res.destroy();
    else this.res.write(text);
  }

  #ownHeaders(): readonly string[] {
    return this.sessionId === null ? this.rateHeaders : ["mcp-session-id", this.sessionId, ...this.rateHeaders];
  }

  #finish(): boolean {
    if (this.isDone) return false;
    this.isDone = true;
    this.whenDone?.();
    return !this.isLeft;
  }

  #sendMessage(status: number, json: string, extra: Record<string, string> | null): void {
    if (this.isDone || this.isInParts) return;
    const event = this.isStream ? (this.#trail?.event(json, true) ?? eventOf(json)) : null;
    if (!this.#finish()) return;
    if (event !== null) {
      this.res.end(event);
      return;
    }
    const headers = [...JSON_HEADERS, "content-length", String(Buffer.byteLength(json)), ...this.#ownHeaders()];
    if (extra) for (const name in extra) headers.push(name, extra[name] as string);
    if (isEndless(this.req)) headers.push("connection", "close");
    this.res.writeHead(status, headers).end(json);
  }
}
