import { Pieces } from "../http/pieces.ts";
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  isBlank,
  JsonError,
  kindOf,
  QUOTE,
  type ValueKind,
} from "./json-grammar.ts";
import { StringScan } from "./string-scan.ts";
import { ValueScan } from "./value-scan.ts";

/**
 * How a value is read: `enter` tells of what is in an object or an array, `collect` hands it over parsed once it is
 * complete, `pass` hands a text over piece by piece, as it is written.
 */
export type Reading = "enter" | "collect" | "pass";

export interface JsonSink {
  /** A value begins. @param key of its object; null in an array and at the top */
  begin(kind: ValueKind, key: string | null): Reading;
  collected(value: unknown, key: string | null): void;
  /** More of a text, still escaped; a piece may end in the middle of an escape or a character. */
  passed(bytes: Buffer): void;
  /** The text is complete. */
  passedAll(): void;
  /** An object or an array that was entered is complete. */
  left(): void;
}

export interface JsonBounds {
  /** Bytes of all values that are collected in the objects that are entered now: whoever hears of them may keep them. */
  collected: number;
  /** Nesting. */
  depth: number;
  /** Bytes of a key of an object that is entered, as it is written, and how many keys it may have. */
  keyLength: number;
  keys: number;
}

type State = "value" | "first-value" | "first-key" | "key" | "colon" | "after" | "in-key" | "pass" | "collect" | "done";

/**
 * Reads one JSON text (RFC 8259) as its bytes arrive, in memory that depends on its bounds and not on its length. Strict:
 * UTF-8 only, and no key twice in an object that is entered, so that nobody else reads it in another way (A30).
 * `push` and `finish` throw JsonError; after that nothing more may be pushed.
 */
export class JsonScanner {
  readonly #sink: JsonSink;
  readonly #bounds: JsonBounds;
  /** The keys of each object that was entered; null: an array. */
  readonly #entered: (Set<string> | null)[] = [];
  /** Bytes that were collected in each of them, as members of objects, and in all. */
  readonly #keptIn: number[] = [];
  #kept = 0;
  #state: State = "value";
  #key: string | null = null;
  /** Of a key, or of a text that is passed on. */
  #text = new StringScan();
  /** Of what is collected. */
  #value = new ValueScan("scalar", 0);
  #collected = new Pieces();

  constructor(sink: JsonSink, bounds: JsonBounds) {
    this.#sink = sink;
    this.#bounds = bounds;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#state === "pass") at = this.#pass(chunk, at);
      else if (this.#state === "collect") at = this.#collect(chunk, at);
      else if (this.#state === "in-key") at = this.#readKey(chunk, at);
      else at = this.#step(chunk[at] as number, at);
    }
  }

  /** Nothing follows. */
  finish(): void {
    if (this.#state === "collect" && this.#value.isScalar && this.#entered.length === 0) this.#endCollected();
    if (this.#state !== "done") throw new JsonError("it breaks off");
  }

  /** One byte between values. Answers where to go on; a value's own first byte is read once more. */
  #step(byte: number, at: number): number {
    if (isBlank(byte)) return at + 1;
    const state = this.#state;
    if (state === "value" || (state === "first-value" && byte !== CLOSE_ARRAY)) return this.#begin(byte, at);
    if ((state === "first-key" || state === "key") && byte === QUOTE) {
      this.#text = new StringScan();
      this.#collected = new Pieces();
      this.#state = "in-key";
    } else if (state === "colon" && byte === COLON) this.#state = "value";
    else if (state === "after" && byte === COMMA) this.#state = this.#entered.at(-1) === null ? "value" : "key";
    else if (this.#isEnd(byte)) this.#leave();
    else throw new JsonError("it is not JSON");
    return at + 1;
  }

  #isEnd(byte: number): boolean {
    const isArray = this.#entered.at(-1) === null;
    const mayEnd = this.#state === "after" || this.#state === (isArray ? "first-value" : "first-key");
    return mayEnd && byte === (isArray ? CLOSE_ARRAY : CLOSE_OBJECT);
  }

  #begin(byte: number, at: number): number {
    const kind = kindOf(byte);
    const reading = this.#sink.begin(kind, this.#key);
    if (reading === "enter") {
      if (this.#entered.length >= this.#bounds.depth) throw new JsonError("it is nested too deeply");
      this.#entered.push(kind === "object" ? new Set() : null);
      this.#keptIn.push(0);
      this.#state = kind === "object" ? "first-key" : "first-value";
      this.#key = null;
      return at + 1;
    }
    if (reading === "pass") {
      this.#text = new StringScan();
      this.#state = "pass";
      return at + 1;
    }
    this.#state = "collect";
    this.#value = new ValueScan(kind, this.#bounds.depth - this.#entered.length);
    this.#collected = new Pieces();
    return at;
  }

  #leave(): void {
    this.#entered.pop();
    this.#kept -= this.#keptIn.pop() ?? 0;
    this.#sink.left();
    this.#end();
  }

  /** A value is complete. */
  #end(): void {
    this.#key = null;
    this.#state = this.#entered.length === 0 ? "done" : "after";
  }

  #pass(chunk: Buffer, from: number): number {
    const to = this.#text.scan(chunk, from);
    const { isOver } = this.#text;
    const length = isOver ? to - 1 : to;
    if (length > from) this.#sink.passed(chunk.subarray(from, length));
    if (isOver) {
      this.#sink.passedAll();
      this.#end();
    }
    return to;
  }

  #readKey(chunk: Buffer, from: number): number {
    const to = this.#text.scan(chunk, from);
    this.#collected.push(chunk.subarray(from, this.#text.isOver ? to - 1 : to));
    if (this.#collected.length > this.#bounds.keyLength) throw new JsonError("a key is too long");
    if (!this.#text.isOver) return to;
    const key = JSON.parse(`"${this.#collected.toString()}"`) as string;
    const keys = this.#entered.at(-1);
    if (keys?.has(key)) throw new JsonError("an object has a key twice");
    if (keys && keys.size >= this.#bounds.keys) throw new JsonError("an object has too many keys");
    keys?.add(key);
    this.#key = key;
    this.#state = "colon";
    return to;
  }

  #collect(chunk: Buffer, from: number): number {
    const to = this.#value.scan(chunk, from);
    if (to > from) this.#collected.push(chunk.subarray(from, to));
    if (this.#kept + this.#collected.length > this.#bounds.collected)
      throw new JsonError("what of it is read whole is too large");
    if (this.#value.isOver) this.#endCollected();
    return to;
  }

  #endCollected(): void {
    let value: unknown;
    try {
      value = JSON.parse(this.#collected.toString());
    } catch {
      throw new JsonError("it is not JSON");
    }
    const key = this.#key;
    if (key !== null) {
      this.#kept += this.#collected.length;
      this.#keptIn[this.#keptIn.length - 1] = (this.#keptIn.at(-1) ?? 0) + this.#collected.length;
    }
    this.#collected = new Pieces();
    this.#end();
    this.#sink.collected(value, key);
  }
}
