const NEWLINE = 10;

/** Takes the rest of a long line as it comes. */
export interface LongLine {
  push(part: Buffer): void;
  end(): void;
}

export interface LineSplitterHandlers {
  onLine(line: string): void;
  /** A line has passed `longFrom` bytes: whoever wants it gets the rest. Null: it is kept like any other. */
  onLong?(head: Buffer): LongLine | null;
  /** A line longer than the bound was left out: its first and last bytes as text. */
  onTooLong(head: string, tail: string): void;
}

const PEEK_BYTES = 512;

/** Cuts a byte stream into lines of UTF-8 text without copying more than it must, and never keeps more than one line. */
export class LineSplitter {
  #parts: Buffer[] = [];
  #size = 0;
  #head: Buffer | null = null;
  /** Set while somebody else takes the line. */
  #long: LongLine | null = null;
  #wasOffered = false;
  readonly #maxBytes: number;
  readonly #longFrom: number;
  readonly #handlers: LineSplitterHandlers;

  constructor(maxBytes: number, handlers: LineSplitterHandlers, longFrom = Number.POSITIVE_INFINITY) {
    this.#maxBytes = maxBytes;
    this.#longFrom = longFrom;
    this.#handlers = handlers;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      if (end === -1) break;
      this.#finish(chunk, start, end);
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(start === 0 ? chunk : chunk.subarray(start));
  }

  #keep(part: Buffer): void {
    if (this.#long) return this.#long.push(part);
    this.#size += part.length;
    this.#parts.push(part);
    if (this.#size > this.#longFrom && !this.#wasOffered) this.#offer();
    if (this.#size <= this.#maxBytes) return;
    const all = Buffer.concat(this.#parts);
    this.#head ??= Buffer.from(all.subarray(0, PEEK_BYTES));
    this.#parts = [Buffer.from(all.subarray(-PEEK_BYTES))];
  }

  #offer(): void {
    this.#wasOffered = true;
    const head = Buffer.concat(this.#parts);
    this.#parts = [head];
    this.#long = this.#handlers.onLong?.(head) ?? null;
    if (this.#long) this.#parts = [];
  }

  #finish(chunk: Buffer, start: number, end: number): void {
    if (this.#size === 0) {
      if (end - start <= this.#maxBytes) {
        if (end > start) this.#handlers.onLine(chunk.toString("utf8", start, end));
        return;
      }
    }
    this.#keep(chunk.subarray(start, end));
    this.#wasOffered = false;
    if (this.#long) return this.#endLong(this.#long);
    const text = (this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts))?.toString("utf8") ?? "";
    const head = this.#head;
    this.#parts = [];
    this.#size = 0;
    this.#head = null;
    if (head) this.#handlers.onTooLong(head.toString("utf8"), text.slice(-PEEK_BYTES));
    else this.#handlers.onLine(text);
  }

  #endLong(long: LongLine): void {
    this.#long = null;
    this.#size = 0;
    long.end();
  }
}
