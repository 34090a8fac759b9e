/** Checks UTF-8 (RFC 3629) byte by byte, for what begins beyond ASCII. */
export class Utf8Check {
  #left = 0;
  #lowest = 0x80;
  #highest = 0xbf;

  /** A character has begun and is not complete. */
  get isInside(): boolean {
    return this.#left > 0;
  }

  /** False: this byte cannot stand here. Not for ASCII outside a character. */
  take(byte: number): boolean {
    if (this.#left === 0) return this.#begin(byte);
    if (byte < this.#lowest || byte > this.#highest) return false;
    this.#lowest = 0x80;
    this.#highest = 0xbf;
    this.#left--;
    return true;
  }

  #begin(byte: number): boolean {
    if (byte < 0xc2 || byte > 0xf4) return false;
    this.#left = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    // Overlong forms, surrogates and what lies beyond the last code point.
    if (byte === 0xe0) this.#lowest = 0xa0;
    else if (byte === 0xed) this.#highest = 0x9f;
    else if (byte === 0xf0) this.#lowest = 0x90;
    else if (byte === 0xf4) this.#highest = 0x8f;
    return true;
  }
}
