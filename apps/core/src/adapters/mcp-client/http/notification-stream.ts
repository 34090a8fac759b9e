import type { CoreError } from "../../../errors.ts";
import type { IncomingMessage } from "../outcome.ts";
import { fromNetworkError, isConnectFailure } from "./http-errors.ts";
import { isOfSignIn } from "./is-of-sign-in.ts";
import type { HttpEndpoint } from "./http-endpoint.ts";
import type { ExchangeEnd, HttpExchange } from "./http-exchange.ts";

export interface NotificationStreamOptions {
  endpoint: HttpEndpoint;
  /** The request that opens the stream, anew for every attempt. */
  open(lastEventId: string | null): { method: "GET" | "POST"; headers: string; body: string | null };
  onMessage(message: IncomingMessage): void;
  /** The server has opened the stream, or will not. */
  onAnswered?(): void;
  /** The server cannot be reached any more. */
  onUnreachable(error: CoreError): void;
  /** HTTP 404: the session has ended. */
  onGone(): void;
}

const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 30_000;
/** Whatever the server asks for: one that ends its stream at once is not asked for it without a pause. */
const MIN_PAUSE_MS = 50;

/**
 * Keeps one stream open on which a server tells what belongs to no request. A server that has no such stream answers
 * with a refusal (405), and is left in peace.
 */
export class NotificationStream {
  readonly #options: NotificationStreamOptions;
  #exchange: HttpExchange | null = null;
  #cancelTimer = (): void => {};
  #isClosed = false;
  #pauseMs = FIRST_PAUSE_MS;
  #lastEventId: string | null = null;
  #wasOpen = false;

  constructor(options: NotificationStreamOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#isClosed) return;
    const { endpoint, onMessage } = this.#options;
    const { method, headers, body } = this.#options.open(this.#lastEventId);
    this.#exchange = endpoint.open(method, headers, body, {
      onStart: (status) => {
        this.#options.onAnswered?.();
        if (status >= 300) return;
        this.#wasOpen = true;
        this.#pauseMs = FIRST_PAUSE_MS;
      },
      onMessage,
      onEnd: (end) => this.#hearEnd(end),
      onError: (error) => this.#hearError(fromNetworkError(error, endpoint.settings.maxMessageBytes)),
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelTimer();
    this.#exchange?.abort();
  }

  #hearEnd(end: ExchangeEnd): void {
    this.#options.onAnswered?.();
    if (end.lastEventId !== null) this.#lastEventId = end.lastEventId;
    if (end.status < 300) this.#again(end.retryMs);
    else if (end.status === 404 && this.#wasOpen) this.#options.onGone();
    else if (end.status >= 500 && this.#wasOpen) this.#again(null);
  }

  #hearError(error: CoreError): void {
    this.#options.onAnswered?.();
    if (this.#isClosed) return;
    if (isConnectFailure(error)) this.#options.onUnreachable(error);
    // As after any refusal: it is opened again with the next connection.
    else if (!isOfSignIn(error)) this.#again(null);
  }

  #again(retryMs: number | null): void {
    if (this.#isClosed) return;
    this.#cancelTimer = this.#options.endpoint.settings.clock.after(
      Math.max(MIN_PAUSE_MS, Math.min(retryMs ?? this.#pauseMs, MAX_PAUSE_MS)),
      () => this.start(),
    );
    this.#pauseMs = Math.min(this.#pauseMs * 2, MAX_PAUSE_MS);
  }
}
