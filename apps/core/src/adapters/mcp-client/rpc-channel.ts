import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { CoreError } from "../../errors.ts";
import type {
  AnswerQuestion,
  ServerNotification,
  ServerOutcome,
  ServerRequestOptions,
} from "../../modules/servers/server-link.ts";
import type { Clock } from "../clock.ts";
import { isObject } from "../../modules/json.ts";
import { LargeMessage, type LargeMessageOptions, type Route } from "./large/large-message.ts";
import { type IncomingMessage, toOutcome } from "./outcome.ts";
import { OpenQuestions } from "./open-questions.ts";
import { PendingRequest } from "./pending-request.ts";

type Params = Record<string, unknown>;

/** A transport whose messages leave without a promise each. */
export interface ChannelTransport extends Transport {
  write(message: object): void;
}

export interface RpcChannelOptions {
  transport: ChannelTransport;
  clock: Clock;
  /** Notifications that belong to no request of ours. */
  onNotification: (notification: ServerNotification) => void;
  /** Answers the server's questions. Absent: they are refused. */
  onQuestion?: AnswerQuestion | undefined;
  /** What a timeout means when noise was heard while the request waited. */
  explainNoise: () => CoreError;
}

/**
 * JSON-RPC over one connection that many requests share. Ids are Core's own numbers, so that an answer can only reach
 * the request that caused it (A21); what answers no request is counted and dropped (A43).
 */
export class RpcChannel {
  /** Answers that matched no request: late, repeated or made up. */
  unmatchedAnswers = 0;
  /** Counted up by whoever hears something on the line that is no message. */
  noise = 0;
  readonly #transport: ChannelTransport;
  readonly #clock: Clock;
  /** Hears what belongs to no request of ours. */
  onNotification: (notification: ServerNotification) => void;
  readonly #onQuestion: AnswerQuestion | undefined;
  readonly #questions = new OpenQuestions((message) => this.#say(message));
  readonly #explainNoise: () => CoreError;
  readonly #pending = new Map<number, PendingRequest>();
  #lastId = 0;
  #closed: CoreError | null = null;
  /** The long message that is on the line now. */
  #large: LargeMessage | null = null;

  constructor(options: RpcChannelOptions) {
    this.#transport = options.transport;
    this.#clock = options.clock;
    this.onNotification = options.onNotification;
    this.#onQuestion = options.onQuestion;
    this.#explainNoise = options.explainNoise;
    this.#transport.onmessage = (message: unknown) => this.#receive(message as IncomingMessage);
  }

  /**
   * @param prepare makes the params that go out, from the request's id
   */
  request(method: string, options: ServerRequestOptions, prepare: (id: number) => Params): Promise<ServerOutcome> {
    if (this.#closed) return Promise.reject(this.#closed);
    if (options.signal?.aborted)
      return Promise.reject(new CoreError("request.cancelled", "The request was cancelled."));
    const id = ++this.#lastId;
    const params = prepare(id);
    const noiseBefore = this.noise;
    const pending = new PendingRequest(this.#clock, options, (error) => {
      // The answer was probably in the noise.
      this.#settle(id, error.code === "server.timeout" && this.noise > noiseBefore ? this.#explainNoise() : error);
      // `initialize` must not be cancelled (2025-11-25, Cancellation); its failure ends the connection anyway.
      if (method !== "initialize")
        this.notify("notifications/cancelled", {
          requestId: id,
          reason: error.code === "server.timeout" ? "timeout" : "cancelled",
        });
    });
    this.#pending.set(id, pending);
    try {
      this.#transport.write({ jsonrpc: "2.0", id, method, params });
    } catch (error) {
      this.#settle(id, error as CoreError);
    }
    return pending.promise;
  }

  notify(method: string, params?: Params): void {
    this.#say(params ? { jsonrpc: "2.0", method, params } : { jsonrpc: "2.0", method });
  }

  /**
   * Takes a long message over from the line if some request may have its answer while it arrives. Null: nobody can, and it
   * is read whole. INVARIANT: an answer reaches the request with its id and no other one, as any answer does (A21).
   */
  takeLarge(
    head: Buffer,
    how: Omit<LargeMessageOptions, "isShared" | "maxBytes" | "route" | "cancelled">,
  ): LargeMessage | null {
    let maxBytes = 0;
    for (const { options } of this.#pending.values()) maxBytes = Math.max(maxBytes, options.largeUpTo ?? 0);
    if (maxBytes === 0) return null;
    let answered: number | null = null;
    const large: LargeMessage = new LargeMessage({
      ...how,
      isShared: true,
      maxBytes,
      route: (id, answer): Route => {
        const pending = typeof id === "number" ? this.#pending.get(id) : undefined;
        if (!pending) {
          this.unmatchedAnswers++;
          return "unmatched";
        }
        if (pending.options.largeUpTo === undefined) return "whole";
        answered = id as number;
        this.#settle(answered, { kind: "result", result: {}, large: answer });
        return "taken";
      },
      cancelled: () => {
        if (answered !== null) this.notify("notifications/cancelled", { requestId: answered, reason: "cancelled" });
      },
    });
    if (!large.begin(head)) return null;
    this.#large = large;
    void large.over.then(() => this.#large === large && (this.#large = null));
    return large;
  }

  /** Ends one request, when the transport knows what became of it. */
  fail(id: number, error: CoreError): boolean {
    return this.#settle(id, error);
  }

  /** Ends every request and refuses further ones. */
  close(error: CoreError): void {
    if (this.#closed) return;
    this.#closed = error;
    for (const pending of this.#pending.values()) pending.settle(error);
    this.#pending.clear();
    this.#large?.broke(error);
    this.#questions.close();
  }

  get isClosed(): boolean {
    return this.#closed !== null;
  }

  #settle(id: number, outcome: ServerOutcome | CoreError): boolean {
    const pending = this.#pending.get(id);
    if (!pending) return false;
    this.#pending.delete(id);
    pending.settle(outcome);
    return true;
  }

  #receive(message: IncomingMessage): void {
    const { id, method } = message;
    if (typeof method === "string") {
      if (id === undefined) this.#hear(method, message.params);
      else this.#questions.hear(id, method, message.params, this.#onQuestion);
    } else if (typeof id !== "number" || !this.#settle(id, toOutcome(message))) {
      this.unmatchedAnswers++;
    }
  }

  #hear(method: string, params: unknown): void {
    if (this.#questions.takeBack(method, params)) return;
    const notification: ServerNotification = isObject(params) ? { method, params } : { method };
    // A message names no request either: whose it is, is known where the connection's users are.
    if (method !== "notifications/progress") {
      this.onNotification(notification);
      return;
    }
    const token = notification.params?.progressToken;
    if (typeof token === "number") this.#pending.get(token)?.onNotification?.(notification);
  }

  #say(message: object): void {
    try {
      this.#transport.write(message);
    } catch {
      // The connection is gone, and every request on it is told.
    }
  }
}
