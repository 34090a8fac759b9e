import { CoreError } from "../../../errors.ts";
import type { AnswerQuestion, ServerNotification } from "../../../modules/servers/server-link.ts";
import type { HearTraffic } from "../../../modules/servers/server-log.ts";
import { isObject } from "../../../modules/json.ts";
import { LargeMessage } from "../large/large-message.ts";
import { type IncomingMessage, toOutcome } from "../outcome.ts";
import type { ResolvedSettings } from "../connector-settings.ts";
import type { PendingRequest } from "../pending-request.ts";
import { fromNetworkError, fromStatus } from "./http-errors.ts";
import type { ExchangeEnd, ExchangeSink, HttpExchange } from "./http-exchange.ts";
import type { ResponseFlow } from "./wire/http-request.ts";

/** What a call needs of the connection it runs on. */
export interface CallHost {
  readonly maxMessageBytes: number;
  readonly settings: Pick<ResolvedSettings, "clock" | "large">;
  readonly onTraffic: HearTraffic | undefined;
  /** Has the server end its work on a request whose answer nobody wants any more. */
  takeBackRequest(call: HttpCall, reason: string): void;
  /** A notification that belongs to no request. */
  hear(notification: ServerNotification): void;
  /** A request of the server to the client. `answer`: whoever the stream it came on belongs to; absent: nobody. */
  answer(id: unknown, method: string, params: unknown, answer: AnswerQuestion | undefined): void;
  /** Whether a notification took a question back. */
  takeBack(method: string, params: unknown): boolean;
  /** An answer to no request of ours. */
  countUnmatched(): void;
  /** The answer's stream ended before the answer: true when the call goes on by other means. */
  resume(call: HttpCall, end: ExchangeEnd): boolean;
  /** The session has ended: true when the call goes on by other means. */
  recover(call: HttpCall): boolean;
  /** The server answers as one of another era than it was: the error that says so, and ends the connection. */
  misfit(end: ExchangeEnd, answer: { error?: unknown } | null): CoreError | null;
  isSessionLost(end: ExchangeEnd, outcome: { error?: unknown } | null): boolean;
  /** Bounds the time that a stream stays open after the answer. Returns what takes that back. */
  linger(exchange: HttpExchange): () => void;
  /** Why the connection was closed from our side, if it was. */
  readonly closed: CoreError | null;
  /** The request could not be delivered, or the connection broke. */
  broke(error: CoreError): void;
}

/** One request over HTTP: reads its answer, and what else comes on the answer's stream. */
export class HttpCall implements ExchangeSink {
  exchange: HttpExchange | null = null;
  wasRepeated = false;
  readonly id: number;
  readonly method: string;
  readonly params: Record<string, unknown>;
  readonly pending: PendingRequest;
  readonly #host: CallHost;
  #status = 0;
  #failure: IncomingMessage | null = null;
  #stopLingering: (() => void) | null = null;
  /** The answer while it arrives, where it is a large one. */
  #large: LargeMessage | null = null;

  constructor(host: CallHost, id: number, method: string, params: Record<string, unknown>, pending: PendingRequest) {
    this.#host = host;
    this.id = id;
    this.method = method;
    this.params = params;
    this.pending = pending;
  }

  onStart(status: number): void {
    this.#status = status;
  }

  onMessage(message: IncomingMessage): void {
    const { id, method } = message;
    if (typeof method === "string") {
      if (id === undefined) this.#hear(method, message.params);
      else this.#host.answer(id, method, message.params, this.pending.isSettled ? undefined : this.pending.onQuestion);
    } else if (this.#status >= 300) {
      // An error body may lack the id, or belong to the session instead of the request: `onEnd` looks at the status too.
      this.#failure = message;
    } else if (id === this.id && !this.pending.isSettled) {
      this.pending.settle(toOutcome(message));
      if (this.exchange?.isStream) this.#stopLingering = this.#host.linger(this.exchange);
    } else {
      this.#host.countUnmatched();
    }
  }

  /** A large answer goes on at once to who may have it so. INVARIANT: only under this request's own id (A21). */
  onLarge(head: Buffer, flow: ResponseFlow): LargeMessage | null {
    const { largeUpTo } = this.pending.options;
    if (largeUpTo === undefined || this.pending.isSettled) return null;
    const large = new LargeMessage({
      clock: this.#host.settings.clock,
      settings: this.#host.settings.large,
      flow,
      isShared: false,
      maxBytes: largeUpTo,
      maxWholeBytes: this.#host.maxMessageBytes,
      onTraffic: this.#host.onTraffic,
      route: (id, answer) => {
        if (id !== this.id || this.pending.isSettled) {
          this.#host.countUnmatched();
          return "unmatched";
        }
        this.pending.settle({ kind: "result", result: {}, large: answer });
        return "taken";
      },
      whole() {},
      lost: (error) => this.pending.settle(error),
      cancelled: () => this.#host.takeBackRequest(this, "cancelled"),
    });
    if (!large.begin(head)) return null;
    this.#large = large;
    if (this.exchange?.isStream)
      void large.over.then(() => {
        if (this.exchange) this.#stopLingering = this.#host.linger(this.exchange);
      });
    return large;
  }

  /** Nobody waits for the answer any more. */
  abandon(): void {
    this.exchange?.abort();
    this.#large?.broke(new CoreError("request.cancelled", "The request was cancelled."));
  }

  onEnd(end: ExchangeEnd): void {
    this.#stopLingering?.();
    this.#large?.broke(new CoreError("server.died", "The server ended its stream in the middle of a large answer."));
    if (this.pending.isSettled) return;
    if (end.status < 300) {
      if (this.#host.resume(this, end)) return;
      this.pending.settle(
        new CoreError(
          "server.protocol_error",
          `The server ended its answer (HTTP ${end.status}) without answering the request.`,
        ),
      );
      return;
    }
    if (this.#host.isSessionLost(end, this.#failure) && this.#host.recover(this)) return;
    const misfit = this.#host.misfit(end, this.#failure);
    if (misfit) {
      this.pending.settle(misfit);
      this.#host.broke(misfit);
      return;
    }
    const outcome =
      this.#failure && (this.#failure.id === this.id || this.#failure.id == null) ? toOutcome(this.#failure) : null;
    this.pending.settle(
      outcome && !(outcome instanceof CoreError) && end.status !== 401 && end.status !== 403
        ? outcome
        : fromStatus(end),
    );
  }

  onError(error: Error): void {
    this.#stopLingering?.();
    const failure = this.#host.closed ?? fromNetworkError(error, this.#host.maxMessageBytes);
    this.#large?.broke(failure);
    if (this.pending.isSettled) return;
    this.pending.settle(failure);
    this.#host.broke(failure);
  }

  #hear(method: string, params: unknown): void {
    if (this.#host.takeBack(method, params)) return;
    const notification: ServerNotification = isObject(params) ? { method, params } : { method };
    if (method === "notifications/progress") {
      if (notification.params?.progressToken === this.id && !this.pending.isSettled)
        this.pending.onNotification?.(notification);
    } else if (method === "notifications/message") {
      this.pending.onNotification?.(notification);
    } else {
      this.#host.hear(notification);
    }
  }
}
