import type { Json } from "../../json.ts";
import type { AnswerPart, LargeAnswer } from "../../servers/large-answer.ts";
import { guardResult, renameLinks } from "../guard-result.ts";

const METHOD = "resources/read";
/** How every result begins that is rendered with its contents first. */
const BEGINNING = '{"contents":[';

type Members = [key: string, value: unknown][];

export interface LargeRendering {
  serverId: string;
  /** Whether the client sees URIs with the server's id before them. */
  isRenamed: boolean;
  /** Renders a whole result, as for any answer. */
  render: (result: Json) => unknown;
}

/**
 * A large answer as its client gets it, part by part: what is small goes through the functions that every answer goes
 * through, and the large texts through none. The last part is there only when all before it was right. Throws
 * server.protocol_error, and what reading on rejects with. Whoever breaks off ends it at its server.
 */
export async function* renderLarge(large: LargeAnswer, rendering: LargeRendering): AsyncGenerator<string | Buffer> {
  const writer = new LargeWriter(rendering);
  try {
    for (let parts = await large.next(); parts !== null; parts = await large.next()) {
      for (const part of parts) writer.take(part);
      yield* writer.written();
    }
    writer.end();
    yield* writer.written();
  } finally {
    // Nobody reads on: its reader has gone away, or it was wrong.
    large.cancel();
  }
}

class LargeWriter {
  readonly #rendering: LargeRendering;
  /** Of the result, without its contents. */
  readonly #members: Members = [];
  /** Of the entry, as far as they are not written yet. */
  #fields: Members = [];
  #hasList = false;
  #isFirstEntry = true;
  #isFirstField = true;
  #text = "";
  #out: (string | Buffer)[] = [];

  constructor(rendering: LargeRendering) {
    this.#rendering = rendering;
  }

  /** What has been written since. */
  written(): (string | Buffer)[] {
    this.#cut();
    const out = this.#out;
    this.#out = [];
    return out;
  }

  take(part: AnswerPart): void {
    switch (part.kind) {
      case "member":
        this.#members.push([part.key, part.value]);
        break;
      case "list":
        this.#hasList = true;
        // Before a byte of it leaves: what is wrong with the members that came before it.
        this.#guarded();
        this.#text += BEGINNING;
        break;
      case "whole entry":
        this.#separate();
        this.#text += JSON.stringify(part.value);
        break;
      case "entry":
        this.#separate();
        this.#isFirstField = true;
        this.#text += "{";
        break;
      case "field":
        this.#fields.push([part.key, part.value]);
        break;
      case "text":
        this.#writeFields();
        this.#text += `${this.#isFirstField ? "" : ","}${JSON.stringify(part.key)}:"`;
        this.#isFirstField = false;
        break;
      case "bytes":
        this.#cut();
        this.#out.push(part.bytes);
        break;
      case "text end":
        this.#text += '"';
        break;
      case "entry end":
        this.#writeFields();
        this.#text += "}";
    }
  }

  end(): void {
    const rendered = this.#rendering.render(this.#guarded());
    if (typeof rendered !== "string" || !rendered.startsWith(BEGINNING))
      throw new Error("a large result was not rendered with its contents first");
    this.#text += rendered.slice(BEGINNING.length);
  }

  /** The result with nothing in its contents, so that they stay where they were written. */
  #guarded(): Json {
    const result = Object.fromEntries([...(this.#hasList ? [["contents", []] as const] : []), ...this.#members]);
    guardResult(METHOD, this.#rendering.serverId, result);
    return result;
  }

  #separate(): void {
    if (!this.#isFirstEntry) this.#text += ",";
    this.#isFirstEntry = false;
  }

  #writeFields(): void {
    if (this.#fields.length === 0) return;
    const entry = Object.fromEntries(this.#fields);
    this.#fields = [];
    if (this.#rendering.isRenamed) renameLinks(METHOD, this.#rendering.serverId, { contents: [entry] });
    this.#text += `${this.#isFirstField ? "" : ","}${JSON.stringify(entry).slice(1, -1)}`;
    this.#isFirstField = false;
  }

  #cut(): void {
    if (this.#text !== "") this.#out.push(this.#text);
    this.#text = "";
  }
}
