import { type Slotted, Slab } from "../slab.ts";
import type { ProtocolEra } from "./server.ts";
import type { ConnectionScope, ServerNotification, ServerRequestOptions } from "./server-link.ts";

type Hearer = NonNullable<ServerRequestOptions["onNotification"]>;

/** What Core asks a server for itself. */
const isOwnRequest = (method: string): boolean => method === "ping" || method.endsWith("/list");

/** A request of somebody on a connection. Its end takes back what is still asked for it. */
export class RequestUnderWay implements Slotted {
  slot = -1;
  readonly options: ServerRequestOptions;
  readonly scope: ConnectionScope;
  /** Of a request for the result of a task. */
  readonly taskId: unknown;
  /** Which request of the connection it is. */
  readonly number: number;
  #over: AbortController | null = null;

  constructor(options: ServerRequestOptions, scope: ConnectionScope, taskId: unknown, number: number) {
    this.options = options;
    this.scope = scope;
    this.taskId = taskId;
    this.number = number;
  }

  until(signal: AbortSignal): AbortSignal {
    this.#over ??= new AbortController();
    return AbortSignal.any([signal, this.#over.signal]);
  }

  end(): void {
    this.#over?.abort();
  }
}

/**
 * Who uses one connection, from its opening to its end: with requests, or by watching a resource. Whatever a server asks
 * or says there without naming a request may be about any of them. INVARIANT: never a guess. It is the only user's; once
 * there were two it is nobody's, also after one of them has left, for a server may speak of what has ended (A21, A24).
 */
export class ConnectionUsers {
  #only: ConnectionScope | null;
  #areSeveral = false;
  readonly #underWay = new Slab<RequestUnderWay>();
  #requests = 0;
  /**
   * Keys of those who wanted messages with a request and took it back, with the last request before they did: the server may
   * not know yet.
   */
  readonly #givenUp = new Map<string, number>();

  /** @param owner the only one whom the connection serves, from the start */
  constructor(owner: ConnectionScope | null = null) {
    this.#only = owner;
  }

  /** Null: nobody has used it, or several have. */
  get only(): ConnectionScope | null {
    return this.#only;
  }

  get areSeveral(): boolean {
    return this.#areSeveral;
  }

  /** Requests under way; while there is an only user, they are all its own. */
  get underWay(): Pick<Slab<RequestUnderWay>, "size" | "forEach"> {
    return this.#underWay;
  }

  /** Somebody uses the connection. Undefined: it is not known who, which may be anybody. */
  note(scope: ConnectionScope | undefined): void {
    if (this.#areSeveral) return;
    if (scope && (this.#only === null || this.#only.key === scope.key)) {
      // The latest: a client may be reached in more ways than it was.
      this.#only = scope;
      return;
    }
    this.#areSeveral = true;
    this.#only = null;
  }

  /** A request goes out. Null: it is Core's own, and nothing that is said is about it. */
  enter(method: string, params: Record<string, unknown>, options: ServerRequestOptions): RequestUnderWay | null {
    const { scope } = options;
    if (scope || !isOwnRequest(method)) this.note(scope);
    if (!scope) return null;
    const request = new RequestUnderWay(
      options,
      scope,
      method === "tasks/result" ? params.taskId : null,
      ++this.#requests,
    );
    this.#underWay.add(request);
    return request;
  }

  /** It has ended. @param isAnswered by the server: nothing more is said about it */
  leave(request: RequestUnderWay, isAnswered: boolean): void {
    this.#underWay.remove(request);
    request.end();
    if (!isAnswered) {
      if (request.options.logLevel !== undefined) this.#givenUp.set(request.scope.key, this.#requests);
    } else if (this.#givenUp.size > 0) {
      // Whoever answers what came later has read on the line what was taken back before.
      for (const [key, last] of this.#givenUp) if (last < request.number) this.#givenUp.delete(key);
    }
  }

  /** Passes on a message (`notifications/message`) that names no request, to whom it is known to be for. */
  tell(message: ServerNotification, era: ProtocolEra): void {
    const hearer = era === "legacy" ? this.#hearerOfAnything() : this.#hearerOfWhatWasAsked();
    hearer?.(message);
  }

  /** A legacy server says what it likes, about whoever uses the connection. */
  #hearerOfAnything(): Hearer | undefined {
    if (this.#only === null) return undefined;
    let hearer: Hearer | undefined;
    this.#underWay.forEach(({ options }) => (hearer ??= options.onNotification));
    return hearer ?? this.#only.tell;
  }

  /**
   * A modern one speaks only for requests that have asked for messages, until it has answered or knows that a request was
   * taken back (2026-07-28, logging and cancellation over stdio).
   */
  #hearerOfWhatWasAsked(): Hearer | undefined {
    let hearer: Hearer | undefined;
    const askers = new Set(this.#givenUp.keys());
    this.#underWay.forEach(({ options, scope }) => {
      if (options.logLevel === undefined) return;
      askers.add(scope.key);
      hearer ??= options.onNotification;
    });
    return askers.size === 1 ? hearer : undefined;
  }
}
