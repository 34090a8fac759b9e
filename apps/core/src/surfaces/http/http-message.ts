import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { WholeRequest } from "./lane/whole-request.ts";

/** What is read of a request before its body; Node's own, and one that came whole, have it alike. */
export interface HttpRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  /** The body is here, too. */
  readonly complete: boolean;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** A request whose body can be read. */
export type BodyRequest = IncomingMessage | WholeRequest;

/** What an answer is sent with: a part of Node's ServerResponse. */
export interface HttpResponse {
  readonly destroyed: boolean;
  /** Bytes that the reader has not taken yet. */
  readonly writableLength: number;
  /** Everything has gone to the operating system. */
  readonly writableFinished: boolean;
  /** Why it broke, if it did. */
  readonly errored: Error | null;
  /** @param headers names and values in turn */
  writeHead(status: number, headers: string[]): HttpResponse;
  flushHeaders(): void;
  /** @returns false: the reader is behind, and `drain` follows when it has caught up */
  write(part: string | Buffer): boolean;
  end(text?: string): unknown;
  destroy(): unknown;
  /** `close`: the answer has left, or there is nobody any more who would take it. */
  on(event: "close", listener: () => void): unknown;
  once(event: "drain", listener: () => void): unknown;
}
