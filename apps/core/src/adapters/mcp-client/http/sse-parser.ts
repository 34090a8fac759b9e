import { StringDecoder } from "node:string_decoder";

export interface SseEvent {
  data: string;
  /** Null: the event has none. */
  id: string | null;
}

/**
 * Takes a `text/event-stream` apart (HTML standard, 9.2.6) as its bytes arrive. Comments and events without data are
 * left out. Throws RangeError when one event is longer than `maxLength` characters.
 */
export class SseParser {
  /** Reconnection time that the server asked for, in milliseconds. */
  retryMs: number | null = null;
  readonly #decoder = new StringDecoder("utf8");
  readonly #onEvent: (event: SseEvent) => void;
  readonly #maxLength: number;
  #rest = "";
  #data: string | null = null;
  #id: string | null = null;

  constructor(maxLength: number, onEvent: (event: SseEvent) => void) {
    this.#maxLength = maxLength;
    this.#onEvent = onEvent;
  }

  push(chunk: Buffer): void {
    const text = this.#rest + this.#decoder.write(chunk);
    let start = 0;
    for (;;) {
      const end = lineEnd(text, start);
      if (end === -1) break;
      this.#line(text.slice(start, end));
      start = text[end] === "\r" && text[end + 1] === "\n" ? end + 2 : end + 1;
    }
    this.#rest = text.slice(start);
    if (this.#rest.length + (this.#data?.length ?? 0) > this.#maxLength) throw new RangeError("an event is too long");
  }

  #line(line: string): void {
    if (line === "") {
      const data = this.#data;
      this.#data = null;
      if (data !== null) this.#onEvent({ data, id: this.#id });
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "data") this.#data = this.#data === null ? value : `${this.#data}\n${value}`;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    else if (field === "retry" && /^\d{1,7}$/.test(value)) this.retryMs = Number(value);
  }
}

/** Index of the next line end; a final CR waits for what follows it. */
function lineEnd(text: string, start: number): number {
  const lf = text.indexOf("\n", start);
  const cr = text.indexOf("\r", start);
  if (cr === -1 || (lf !== -1 && lf < cr)) return lf;
  return cr === text.length - 1 ? -1 : cr;
}
