import type { ListName } from "../../../modules/gateway/index.ts";
import type { Missed, SessionIdentity, SessionsModule, StreamLog } from "../../../modules/sessions/index.ts";
import type { Exchange } from "../exchange.ts";
import { primingEvent, sseEvent, sseEvents } from "./sse-event.ts";

export type OwnMissed = Extract<Missed, { kind: "own" | "own_before" }>;

/** The stream of a session that belongs to no request: a GET opens it, a newer GET takes it over. */
export class OwnStream {
  /** The GET request that hears it. */
  reader: Exchange | null = null;
  readonly #identity: SessionIdentity;
  readonly #protocolVersion: string;
  readonly #sessions: Pick<SessionsModule, "openStream">;
  #log: StreamLog | null = null;
  /** The newest event that was sent to anybody. */
  #sentTo = 0;
  /** What changed while nobody heard; told once when somebody comes. */
  readonly #untold: Set<ListName>;

  /** @param untold lists that may have changed before there was this stream */
  constructor(
    identity: SessionIdentity,
    protocolVersion: string,
    sessions: Pick<SessionsModule, "openStream">,
    untold: readonly ListName[],
  ) {
    this.#identity = identity;
    this.#protocolVersion = protocolVersion;
    this.#sessions = sessions;
    this.#untold = new Set(untold);
  }

  listChanged(lists: readonly ListName[]): void {
    for (const list of lists) this.#untold.add(list);
    this.#tellUntold();
  }

  /** Sends a message, or keeps it for whoever comes. */
  send(json: string): void {
    this.#append(json, false);
  }

  /** @param missed what the client has not had, if it comes back */
  open(exchange: Exchange, missed: OwnMissed | null): void {
    this.close();
    this.reader = exchange;
    exchange.openStream();
    let text = ": open\n\n";
    if (missed?.kind === "own_before" && missed.streamId !== null) text += sseEvents(missed.streamId, missed.events);
    const log = this.#openLog();
    const from = missed?.kind === "own" ? missed.after : this.#sentTo;
    text += primingEvent(log.idOf(from), this.#protocolVersion) + sseEvents(log.id, log.after(from));
    // In one piece: a reader that is still fresh is not a slow one.
    exchange.write(text);
    this.#sentTo = log.position;
    this.#tellUntold();
  }

  /** Its connection is gone. */
  closed(exchange: Exchange): void {
    if (this.reader === exchange) this.reader = null;
  }

  close(): void {
    this.reader?.sendNothing();
    this.reader = null;
  }

  #openLog(): StreamLog {
    return (this.#log ??= this.#sessions.openStream(this.#identity, null));
  }

  #tellUntold(): void {
    if (!this.reader || this.reader.isDone) return;
    // After a restart everything counts as changed, so that these need not be stored.
    for (const list of this.#untold)
      this.#append(`{"jsonrpc":"2.0","method":"notifications/${list}/list_changed"}`, true);
    this.#untold.clear();
  }

  #append(json: string, isShort: boolean): void {
    const log = this.#openLog();
    const id = log.append(json, { isShort });
    if (!this.reader || this.reader.isDone) return;
    this.reader.write(sseEvent(id, json));
    this.#sentTo = log.position;
  }
}
