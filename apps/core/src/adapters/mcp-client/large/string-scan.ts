import { BACKSLASH, JsonError, QUOTE } from "./json-grammar.ts";
import { Utf8Check } from "./utf8-check.ts";

const LOWER_U = 117;
const FIRST_PRINTABLE = 32;
const LAST_ASCII = 127;
const SIMPLE_ESCAPES: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));
const HEX_DIGITS = 4;

const isHex = (byte: number): boolean =>
  (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 70) || (byte >= 97 && byte <= 102);

/** Goes through one text of a JSON document, after its opening quote: RFC 8259, section 7. */
export class StringScan {
  /** The closing quote was read. */
  isOver = false;
  readonly #utf8 = new Utf8Check();
  #isEscaped = false;
  #hexLeft = 0;

  /** Where to go on: behind the closing quote, or at the end of the chunk. Throws JsonError. */
  scan(chunk: Buffer, from: number): number {
    let at = from;
    const { length } = chunk;
    while (at < length) {
      if (!this.#isEscaped && this.#hexLeft === 0 && !this.#utf8.isInside) {
        let byte = chunk[at] as number;
        // Nearly every byte of a large text is one of these.
        while (byte >= FIRST_PRINTABLE && byte <= LAST_ASCII && byte !== QUOTE && byte !== BACKSLASH) {
          if (++at === length) return at;
          byte = chunk[at] as number;
        }
      }
      const byte = chunk[at++] as number;
      if (!this.#take(byte)) throw new JsonError("a text of it is not JSON in UTF-8");
      if (this.isOver) return at;
    }
    return at;
  }

  #take(byte: number): boolean {
    if (this.#utf8.isInside) return this.#utf8.take(byte);
    if (this.#hexLeft > 0) {
      this.#hexLeft--;
      return isHex(byte);
    }
    if (this.#isEscaped) {
      this.#isEscaped = false;
      if (byte === LOWER_U) this.#hexLeft = HEX_DIGITS;
      return byte === LOWER_U || SIMPLE_ESCAPES.has(byte);
    }
    if (byte === QUOTE) this.isOver = true;
    else if (byte === BACKSLASH) this.#isEscaped = true;
    else if (byte > LAST_ASCII) return this.#utf8.take(byte);
    return byte >= FIRST_PRINTABLE;
  }
}
