import type { IncomingHttpHeaders } from "node:http";
import { HttpProtocolError } from "./http-protocol-error.ts";
import { createHeadParser, type ResponseHead } from "./response-head.ts";

/** What a reader tells about the answer that it takes apart. */
export interface ResponseSink {
  onHead(status: number, headers: IncomingHttpHeaders): void;
  onData(chunk: Buffer): void;
  /** The answer is complete. */
  onDone(canReuse: boolean): void;
}

type State = "head" | "length" | "size" | "chunk" | "chunk-end" | "trailers" | "until-close" | "idle";

const MAX_HEAD_BYTES = 32 * 1024;
/** A chunk's size line with its extensions, or the trailers. */
const MAX_LINE_BYTES = 4 * 1024;
const CRLF = "\r\n";
const END_OF_HEAD = "\r\n\r\n";

/**
 * Takes the answers of one HTTP/1.1 connection apart as their bytes arrive (RFC 9112), one answer at a time. Strict:
 * what can be read in two ways is refused, because the next answer on this connection belongs to somebody else (A21).
 * `push` and `close` throw HttpProtocolError; after that the connection must not be used any more.
 */
export class ResponseReader {
  #sink: ResponseSink | null = null;
  #state: State = "idle";
  #rest: Buffer | null = null;
  #left = 0;
  #canReuse = false;
  #isComplete = false;
  readonly #parseHead = createHeadParser();

  /** The next answer goes to `sink`. */
  expect(sink: ResponseSink): void {
    this.#sink = sink;
    this.#state = "head";
  }

  get isIdle(): boolean {
    return this.#state === "idle";
  }

  push(data: Buffer): void {
    let chunk = data;
    if (this.#rest !== null) {
      chunk = Buffer.concat([this.#rest, data]);
      this.#rest = null;
    }
    while (chunk.length > 0) {
      const next = this.#step(chunk);
      if (next === null) {
        this.#rest = chunk;
        return;
      }
      chunk = next;
      // INVARIANT: what follows an answer unasked is never read as the next one; the connection ends with it.
      if (this.#isComplete) return this.#done(this.#canReuse && chunk.length === 0);
    }
  }

  /** The connection has ended: completes an answer that lasts until then. */
  close(): void {
    if (this.#state === "idle") return;
    if (this.#state !== "until-close") throw new HttpProtocolError("the connection ended in the middle of an answer");
    this.#done(false);
  }

  /** Reads one part; null: more bytes are needed. */
  #step(chunk: Buffer): Buffer | null {
    switch (this.#state) {
      case "head":
        return this.#readHead(chunk);
      case "length":
        return this.#readBody(chunk, () => (this.#isComplete = true));
      case "chunk":
        return this.#readBody(chunk, () => (this.#state = "chunk-end"));
      case "until-close":
        this.#sink?.onData(chunk);
        return chunk.subarray(chunk.length);
      case "size":
        return this.#readSize(chunk);
      case "chunk-end":
        return this.#readChunkEnd(chunk);
      case "trailers":
        return this.#readTrailers(chunk);
      case "idle":
        throw new HttpProtocolError("the server sent an answer that nobody asked for");
    }
  }

  #readHead(chunk: Buffer): Buffer | null {
    const end = chunk.indexOf(END_OF_HEAD);
    if (end > MAX_HEAD_BYTES || (end === -1 && chunk.length > MAX_HEAD_BYTES))
      throw new HttpProtocolError("the head of the answer is too long");
    if (end === -1) return null;
    const head = this.#parseHead(chunk.toString("latin1", 0, end));
    const rest = chunk.subarray(end + END_OF_HEAD.length);
    // RFC 9110, section 15.2: interim answers come before the one that counts.
    if (head.status < 200) return rest;
    this.#begin(head);
    return rest;
  }

  #begin({ status, headers, length, isChunked, canReuse }: ResponseHead): void {
    this.#canReuse = canReuse;
    this.#sink?.onHead(status, headers);
    if (status === 204 || status === 304 || length === 0) this.#isComplete = true;
    else if (isChunked) this.#state = "size";
    else if (length === null) this.#state = "until-close";
    else {
      this.#left = length;
      this.#state = "length";
    }
  }

  #readBody(chunk: Buffer, whenComplete: () => void): Buffer {
    const isWhole = chunk.length >= this.#left;
    const part = isWhole ? chunk.subarray(0, this.#left) : chunk;
    this.#left -= part.length;
    const rest = chunk.subarray(part.length);
    this.#sink?.onData(part);
    if (isWhole) whenComplete();
    return rest;
  }

  #readSize(chunk: Buffer): Buffer | null {
    const end = this.#lineEnd(chunk);
    if (end === -1) return null;
    const size = /^([0-9a-fA-F]{1,7})[ \t]*(?:;[^\r\n]*)?$/.exec(chunk.toString("latin1", 0, end))?.[1];
    if (size === undefined) throw new HttpProtocolError("a chunk of the answer has no size");
    this.#left = Number.parseInt(size, 16);
    this.#state = this.#left === 0 ? "trailers" : "chunk";
    return chunk.subarray(end + CRLF.length);
  }

  #readChunkEnd(chunk: Buffer): Buffer | null {
    if (chunk.length < CRLF.length) return null;
    if (chunk[0] !== 13 || chunk[1] !== 10) throw new HttpProtocolError("a chunk of the answer is longer than it says");
    this.#state = "size";
    return chunk.subarray(CRLF.length);
  }

  #readTrailers(chunk: Buffer): Buffer | null {
    const end = this.#lineEnd(chunk);
    if (end === -1) return null;
    if (end === 0) this.#isComplete = true;
    return chunk.subarray(end + CRLF.length);
  }

  #lineEnd(chunk: Buffer): number {
    const end = chunk.indexOf(CRLF);
    if (end > MAX_LINE_BYTES || (end === -1 && chunk.length > MAX_LINE_BYTES))
      throw new HttpProtocolError("a line of the answer is too long");
    return end;
  }

  #done(canReuse: boolean): void {
    const sink = this.#sink;
    this.#sink = null;
    this.#isComplete = false;
    this.#state = "idle";
    sink?.onDone(canReuse);
  }
}
