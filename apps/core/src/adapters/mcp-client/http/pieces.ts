/** So many are put together into one, so that what comes byte by byte is not kept as an object for each byte (A34). */
const AT_ONCE = 256;

/** Bytes that arrive in pieces. */
export class Pieces {
  /** Bytes so far. */
  length = 0;
  readonly #whole: Buffer[] = [];
  #tail: Buffer[] = [];

  push(piece: Buffer): void {
    this.length += piece.length;
    this.#tail.push(piece);
    if (this.#tail.length < AT_ONCE) return;
    this.#whole.push(Buffer.concat(this.#tail));
    this.#tail = [];
  }

  clear(): void {
    this.length = 0;
    this.#whole.length = 0;
    this.#tail = [];
  }

  toBuffer(): Buffer {
    return Buffer.concat([...this.#whole, ...this.#tail], this.length);
  }

  /** All of them, as UTF-8. */
  toString(): string {
    const all = [...this.#whole, ...this.#tail];
    return all.length === 1 ? String(all[0]) : Buffer.concat(all, this.length).toString();
  }
}

/** A text that arrives in pieces. */
export class TextPieces {
  length = 0;
  #whole = "";
  #tail: string[] = [];

  push(piece: string): void {
    this.length += piece.length;
    if (this.#tail.push(piece) < AT_ONCE) return;
    this.#whole += this.#tail.join("");
    this.#tail = [];
  }

  /** The text so far; the next one begins. */
  take(): string {
    const text = this.#whole + this.#tail.join("");
    this.length = 0;
    this.#whole = "";
    this.#tail = [];
    return text;
  }
}
