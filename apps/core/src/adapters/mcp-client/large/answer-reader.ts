import type { AnswerPart } from "../../../modules/servers/large-answer.ts";
import { JsonError, type ValueKind } from "./json-grammar.ts";
import { JsonScanner, type JsonSink, type Reading } from "./json-scanner.ts";

/** What is read whole of it may have what a whole answer may have. */
const BOUNDS = { collected: 16 * 1024 * 1024, depth: 512, keyLength: 4_096, keys: 1_000 };

/** Where the list of what was asked for is in a result, and which texts of its entries may be large (MCP, resources). */
const LIST = "contents";
const LARGE_TEXTS: ReadonlySet<string> = new Set(["text", "blob"]);

/** What it stands in, from outside in. */
const [MESSAGE, RESULT, ENTRIES, ENTRY] = [1, 2, 3, 4];

/**
 * Takes one answer to `resources/read` apart as its bytes arrive: everything is handed over parsed but the texts of the
 * contents, which are passed on as they are written. Throws JsonError for what is no such answer.
 */
export class AnswerReader implements JsonSink {
  /** The id is known. It may come last. */
  hasId = false;
  id: unknown = undefined;
  /** It is an answer with a result: no error, no request, no batch. */
  isResult = false;
  readonly #scanner = new JsonScanner(this, BOUNDS);
  #parts: AnswerPart[] = [];
  #level = 0;

  /** What these bytes have brought. */
  push(chunk: Buffer): AnswerPart[] {
    this.#scanner.push(chunk);
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }

  finish(): void {
    this.#scanner.finish();
    if (!this.hasId || !this.isResult) throw new JsonError("it has no id or no result");
  }

  begin(kind: ValueKind, key: string | null): Reading {
    const reading = this.#readingOf(kind, key);
    if (reading === "pass") this.#parts.push({ kind: "text", key: key as string });
    if (reading !== "enter") return reading;
    this.#level++;
    if (this.#level === ENTRIES) this.#parts.push({ kind: "list" });
    else if (this.#level === ENTRY) this.#parts.push({ kind: "entry" });
    return reading;
  }

  collected(value: unknown, key: string | null): void {
    if (this.#level === RESULT) this.#parts.push({ kind: "member", key: key as string, value });
    else if (this.#level === ENTRIES) this.#parts.push({ kind: "whole entry", value });
    else if (this.#level === ENTRY) this.#parts.push({ kind: "field", key: key as string, value });
    else if (this.#level === MESSAGE && key === "id") {
      this.hasId = true;
      this.id = value;
    }
  }

  passed(bytes: Buffer): void {
    this.#parts.push({ kind: "bytes", bytes });
  }

  passedAll(): void {
    this.#parts.push({ kind: "text end" });
  }

  left(): void {
    if (this.#level === ENTRY) this.#parts.push({ kind: "entry end" });
    this.#level--;
  }

  #readingOf(kind: ValueKind, key: string | null): Reading {
    const level = this.#level;
    if (level === 0) {
      if (kind !== "object") throw new JsonError("it is no single message");
      return "enter";
    }
    if (level === MESSAGE) {
      // Questions, notices and errors are small, and are read whole.
      if (key === "method" || key === "params" || key === "error") throw new JsonError("it is no answer with a result");
      if (key !== "result") return "collect";
      if (kind !== "object") throw new JsonError("its result is no object");
      this.isResult = true;
      return "enter";
    }
    if (level === RESULT && key === LIST && kind === "array") return "enter";
    if (level === ENTRIES && kind === "object") return "enter";
    if (level === ENTRY && kind === "text" && LARGE_TEXTS.has(key as string)) return "pass";
    return "collect";
  }
}
