import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  isBlank,
  JsonError,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  type ValueKind,
} from "./json-grammar.ts";
import { StringScan } from "./string-scan.ts";

/** Finds the end of one value of a JSON document. Whether it is JSON up to there, only its texts are asked. */
export class ValueScan {
  /** All of it was read. */
  isOver = false;
  readonly isScalar: boolean;
  readonly #maxDepth: number;
  #depth = 0;
  /** Null: not inside a text. */
  #text: StringScan | null = null;

  constructor(kind: ValueKind, maxDepth: number) {
    this.isScalar = kind === "scalar";
    this.#maxDepth = maxDepth;
  }

  /** Where to go on: behind the value, or at the end of the chunk. Throws JsonError. */
  scan(chunk: Buffer, from: number): number {
    let at = from;
    while (at < chunk.length && !this.isOver) {
      if (this.#text) {
        at = this.#text.scan(chunk, at);
        if (!this.#text.isOver) break;
        this.#text = null;
        this.isOver = this.#depth === 0;
        continue;
      }
      const byte = chunk[at] as number;
      if (this.isScalar) {
        this.isOver = isBlank(byte) || byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT;
        if (this.isOver) break;
      } else if (byte === QUOTE) this.#text = new StringScan();
      else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
        if (++this.#depth > this.#maxDepth) throw new JsonError("it is nested too deeply");
      } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) this.isOver = --this.#depth === 0;
      at++;
    }
    return at;
  }
}
