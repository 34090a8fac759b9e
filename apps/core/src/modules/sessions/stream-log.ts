import { eventIdOf, type RequestId, streamIdOf } from "./event-id.ts";

export interface StreamEvent {
  /** From 1; the stream itself stands at 0 when it opens. */
  position: number;
  json: string;
  /** The answer: nothing follows. */
  isLast: boolean;
}

/** Whose stream it is. */
export interface SessionIdentity {
  workspaceId: string;
  idHash: string;
}

export interface LogLimits {
  /** Events that are kept of one stream while it runs. */
  eventsPerStream: number;
  /** UTF-16 units that are kept of one stream; its newest event is always kept. */
  lengthPerStream: number;
}

/** What one stream has sent, in memory: the newest of it, in order. */
export class StreamLog {
  readonly id: string;
  readonly session: SessionIdentity;
  readonly #limits: LogLimits;
  readonly #onAppend: (event: StreamEvent) => void;
  #events: StreamEvent[] = [];
  #next = 1;
  length = 0;
  /** Nothing more will come. */
  hasEnded = false;
  /** All of it left on one connection, which lived to its end: nobody will come back for it. */
  isDelivered = false;

  constructor(
    session: SessionIdentity,
    random: string,
    requestId: RequestId | null,
    limits: LogLimits,
    onAppend: (event: StreamEvent) => void,
  ) {
    this.session = session;
    this.id = streamIdOf(random, requestId);
    this.#limits = limits;
    this.#onAppend = onAppend;
  }

  /** Position of the newest event; 0 when there was none. */
  get position(): number {
    return this.#next - 1;
  }

  /** Keeps one event and answers its id. `isShort`: in this process only. */
  append(json: string, { isLast = false, isShort = false } = {}): string {
    const event: StreamEvent = { position: this.#next++, json, isLast };
    this.#events.push(event);
    this.length += json.length;
    const { eventsPerStream, lengthPerStream } = this.#limits;
    while (this.#events.length > 1 && (this.#events.length > eventsPerStream || this.length > lengthPerStream))
      this.length -= this.#events.shift()?.json.length ?? 0;
    if (isLast) this.hasEnded = true;
    if (!isShort) this.#onAppend(event);
    return eventIdOf(this.id, event);
  }

  idOf(position: number): string {
    return eventIdOf(this.id, { position });
  }

  after(position: number): StreamEvent[] {
    return this.#events.filter((event) => event.position > position);
  }
}
