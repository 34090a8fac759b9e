import { StringDecoder } from "node:string_decoder";
import { TextPieces } from "./pieces.ts";

export interface SseEvent {
  data: string;
  /** Its type; `message` where the server names none. */
  type: string;
  /** Null: the event has none. */
  id: string | null;
}

/** Takes a long event's data as it comes. */
export interface LongEvent {
  push(data: Buffer): void;
  /** The event is complete. */
  end(): void;
}

/**
 * Takes a `text/event-stream` apart (HTML standard, 9.2.6) as its bytes arrive. Comments and events without data are
 * left out. Throws RangeError when one event is longer than `maxLength` characters.
 */
export class SseParser {
  /** Reconnection time that the server asked for, in milliseconds. */
  retryMs: number | null = null;
  /** Is offered the beginning of an event's data that has passed `longFrom` characters. Null: it is kept like any other. */
  onLong: ((head: string) => LongEvent | null) | null = null;
  longFrom = Number.POSITIVE_INFINITY;
  #long: LongEvent | null = null;
  #wasOffered = false;
  /** In a line of the long event's data, which goes on as it comes. */
  #isInLong = false;
  readonly #decoder = new StringDecoder("utf8");
  readonly #onEvent: (event: SseEvent) => void;
  readonly #maxLength: number;
  /** The line that has not ended yet. What is in it was looked at already and is not looked at again. */
  readonly #rest = new TextPieces();
  /** A CR at the end waits for what follows it. */
  #endsInCr = false;
  readonly #data = new TextPieces();
  #hasData = false;
  #type = "message";
  #id: string | null = null;

  constructor(maxLength: number, onEvent: (event: SseEvent) => void) {
    this.#maxLength = maxLength;
    this.#onEvent = onEvent;
  }

  push(chunk: Buffer): void {
    const text = (this.#endsInCr ? "\r" : "") + this.#decoder.write(chunk);
    let start = 0;
    let lf = text.indexOf("\n");
    let cr = text.indexOf("\r");
    for (;;) {
      // Each is looked for once, not once for every line.
      if (lf !== -1 && lf < start) lf = text.indexOf("\n", start);
      if (cr !== -1 && cr < start) cr = text.indexOf("\r", start);
      const isCr = cr !== -1 && (lf === -1 || cr < lf);
      const end = isCr ? cr : lf;
      if (end === -1 || (isCr && end === text.length - 1)) break;
      this.#endLine(text.slice(start, end));
      start = isCr && lf === end + 1 ? end + 2 : end + 1;
    }
    this.#endsInCr = start < text.length && text.endsWith("\r");
    this.#keep(text.slice(start, this.#endsInCr ? -1 : undefined));
  }

  #keep(text: string): void {
    if (text !== "") this.#rest.push(text);
    if (this.#rest.length > this.#longFromHere) this.#handOver();
    if (this.#rest.length + this.#data.length > this.#maxLength) throw new RangeError("an event is too long");
  }

  /** What has come of a line of data goes on at once where somebody takes the event. */
  get #longFromHere(): number {
    return this.#isInLong ? 0 : this.longFrom;
  }

  #handOver(): void {
    if (this.#long && this.#isInLong) return this.#long.push(Buffer.from(this.#rest.take()));
    if (this.#wasOffered || this.#hasData) return;
    this.#wasOffered = true;
    const line = this.#rest.take();
    this.#long = line.startsWith("data:") ? (this.onLong?.(line.slice(line[5] === " " ? 6 : 5)) ?? null) : null;
    if (this.#long) this.#isInLong = true;
    else this.#rest.push(line);
  }

  #endLine(text: string): void {
    if (this.#isInLong) {
      this.#isInLong = false;
      this.#long?.push(Buffer.from(text));
      return;
    }
    this.#line(this.#rest.length === 0 ? text : this.#rest.take() + text);
  }

  #line(line: string): void {
    if (line === "") {
      this.#wasOffered = false;
      this.#long?.end();
      this.#long = null;
      if (this.#hasData) this.#onEvent({ data: this.#data.take(), type: this.#type, id: this.#id });
      this.#hasData = false;
      this.#type = "message";
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "data" && this.#long) this.#long.push(Buffer.from(`\n${value}`));
    else if (field === "data") {
      this.#data.push(this.#hasData ? `\n${value}` : value);
      this.#hasData = true;
    }
    if (field === "event") this.#type = value === "" ? "message" : value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    else if (field === "retry" && /^\d{1,7}$/.test(value)) this.retryMs = Number(value);
  }
}
