import type { IncomingHttpHeaders } from "node:http";
import type { HearTraffic } from "../../../modules/servers/server-log.ts";
import type { IncomingMessage } from "../outcome.ts";
import type { LargeMessage } from "../large/large-message.ts";
import type { AuthorizedRequest } from "./authorized-request.ts";
import { Pieces } from "./pieces.ts";
import { type SseEvent, SseParser } from "./sse-parser.ts";
import { isHeaderValue, type ResponseFlow, type ResponseHandler } from "./wire/http-request.ts";

/** What an HTTP answer turns out to be. */
export interface ExchangeSink {
  /** A JSON-RPC message, from a JSON body or an event of a stream. */
  onMessage(message: IncomingMessage): void;
  /** The answer is complete. `text`: the body where it was neither JSON nor a stream, or the status was no success. */
  onEnd(answer: ExchangeEnd): void;
  /** The exchange broke, or the body was not what its type says. Called at most once, and not after `onEnd`. */
  onError(error: Error): void;
  /** Sees each event of a stream first; true: it is no message. */
  onEvent?(event: SseEvent): boolean;
  /** The status and headers of the answer are here. */
  onStart?(status: number, headers: IncomingHttpHeaders): void;
  /** A message has passed the size from which it may be handed over while it arrives. Null: it is read whole. */
  onLarge?(head: Buffer, flow: ResponseFlow): LargeMessage | null;
}

export interface ExchangeEnd {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** Where the event stream ended, if it names its events. */
  lastEventId: string | null;
  retryMs: number | null;
}

/** The body cannot be read as what it claims to be. */
export class BodyError extends Error {
  readonly isTooLarge: boolean;
  constructor(message: string, isTooLarge = false) {
    super(message);
    this.isTooLarge = isTooLarge;
  }
}

const nothing = (): void => {};

const MAX_ERROR_TEXT = 65_536;
const MAX_EVENT_ID = 1024;

/** A stream can be taken up again only after an event whose id a header carries (A34). */
const canBeNamed = (eventId: string): boolean => eventId.length <= MAX_EVENT_ID && isHeaderValue(eventId);

/** Reads the answer to one request, JSON or an event stream, in one pass and without stream objects. */
export class HttpExchange implements ResponseHandler {
  readonly #sink: ExchangeSink;
  readonly #maxBytes: number;
  readonly #onTraffic: HearTraffic | undefined;
  #abort = nothing;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #kind: "json" | "events" | "text" = "text";
  #events: SseParser | null = null;
  #lastEventId: string | null = null;
  readonly #body = new Pieces();
  #isOver = false;
  #flow: ResponseFlow | null = null;
  readonly #largeFrom: number;
  #wasOffered = false;
  /** Takes the body. */
  #large: LargeMessage | null = null;
  /** How it was sent, where its access token may be refused. */
  request: AuthorizedRequest | null = null;
  #isRefused = false;

  /** @param onTraffic hears every message that is read whole */
  constructor(sink: ExchangeSink, maxBytes: number, largeFrom: number, onTraffic?: HearTraffic) {
    this.#sink = sink;
    this.#maxBytes = maxBytes;
    this.#largeFrom = largeFrom;
    this.#onTraffic = onTraffic;
  }

  /** Ends the exchange from our side; the sink hears nothing more. */
  abort(): void {
    this.#isOver = true;
    this.#abort();
  }

  /** Nobody waits for the answer any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get isStream(): boolean {
    return this.#kind === "events";
  }

  /** The request is on its way; `abort` ends it. */
  sent(abort: () => void): void {
    this.#isRefused = false;
    this.#abort = abort;
    if (this.#isOver) abort();
  }

  /** The access token is refused, and the request is not sent once more. */
  refused(error: Error): void {
    this.#isRefused = false;
    this.onResponseError(error);
  }

  onResponseStart(status: number, headers: IncomingHttpHeaders, flow: ResponseFlow): void {
    if ((status === 401 || status === 403) && this.request?.isRefusedBy(status, headers)) {
      this.#isRefused = true;
      return;
    }
    this.#status = status;
    this.#headers = headers;
    this.#flow = flow;
    const type = headers["content-type"] ?? "";
    if (status < 300 && type.startsWith("text/event-stream")) {
      this.#kind = "events";
      this.#events = new SseParser(this.#maxBytes, (event) => {
        if (event.id !== null) this.#lastEventId = canBeNamed(event.id) ? event.id : null;
        if (event.data !== "" && this.#sink.onEvent?.(event) !== true) this.#parse(event.data);
      });
      this.#events.onLong = (head) => this.#sink.onLarge?.(Buffer.from(head), flow) ?? null;
      this.#events.longFrom = this.#largeFrom;
    } else if (type.startsWith("application/json")) {
      this.#kind = "json";
    }
    this.#sink.onStart?.(status, headers);
  }

  onResponseData(chunk: Buffer): void {
    if (this.#isOver) return;
    if (this.#isRefused) return this.request?.onRefusalData(chunk);
    if (this.#events) {
      try {
        this.#events.push(chunk);
      } catch (error) {
        if (error instanceof RangeError) this.#fail(new BodyError(error.message, true));
        else throw error;
      }
      return;
    }
    if (this.#large) return this.#large.push(chunk);
    if (this.#body.length + chunk.length > (this.#kind === "json" ? this.#maxBytes : MAX_ERROR_TEXT)) {
      if (this.#kind === "json") this.#fail(new BodyError("the body is too large", true));
      return;
    }
    this.#body.push(chunk);
    if (this.#body.length > this.#largeFrom && !this.#wasOffered) this.#offer();
  }

  #offer(): void {
    this.#wasOffered = true;
    if (this.#kind !== "json" || this.#status >= 300 || !this.#flow) return;
    this.#large = this.#sink.onLarge?.(this.#body.toBuffer(), this.#flow) ?? null;
    if (this.#large) this.#body.clear();
  }

  onResponseEnd(): void {
    if (this.#isOver) return;
    if (this.#isRefused) return this.request?.onRefusalEnd();
    this.#large?.end();
    const text = this.#body.toString();
    if (this.#kind === "json" && text !== "") this.#parse(text);
    if (this.#isOver) return;
    this.#isOver = true;
    this.#abort = nothing;
    this.#sink.onEnd({
      status: this.#status,
      headers: this.#headers,
      text,
      lastEventId: this.#lastEventId,
      retryMs: this.#events?.retryMs ?? null,
    });
  }

  onResponseError(error: Error): void {
    if (this.#isOver) return;
    if (this.#isRefused) return this.request?.onRefusalEnd();
    this.#isOver = true;
    this.#sink.onError(error);
  }

  #parse(text: string): void {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      // An error page may claim to be JSON; its status says enough.
      if (this.#status < 300) this.#fail(new BodyError("the body is not JSON"));
      return;
    }
    // 2025-03-26 allows a server to answer with a batch.
    for (const message of Array.isArray(parsed) ? parsed : [parsed]) {
      if (typeof message !== "object" || message === null) continue;
      this.#onTraffic?.("received", message as IncomingMessage, text.length);
      this.#sink.onMessage(message as IncomingMessage);
    }
  }

  #fail(error: BodyError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#sink.onError(error);
    this.#abort();
  }
}
