import type { CoreError } from "../../errors.ts";

/** A part of an answer to `resources/read`, in the order in which the server wrote it. */
export type AnswerPart =
  /** A member of the result; `contents` only where it is no list. */
  | { kind: "member"; key: string; value: unknown }
  /** The list `contents` begins. */
  | { kind: "list" }
  /** An entry of it that is no object. */
  | { kind: "whole entry"; value: unknown }
  | { kind: "entry" }
  | { kind: "field"; key: string; value: unknown }
  /** A field of the entry that may be large begins: a text, whose bytes follow. */
  | { kind: "text"; key: string }
  /** As they stand between the quotes of the server's JSON: escaped, valid UTF-8. A piece may end within a character. */
  | { kind: "bytes"; bytes: Buffer }
  | { kind: "text end" }
  | { kind: "entry end" };

/**
 * An answer that is too large to be kept, handed over while it arrives. It is known whose it is. Whoever does not read on
 * slows the server down, or has the rest wait on Core's disk where others share the connection.
 */
export interface LargeAnswer {
  /**
   * What has come since; null: the answer is complete, and was JSON to its end. Rejects with server.protocol_error,
   * server.died, server.timeout, server.busy (no room on disk), request.cancelled.
   */
  next(): Promise<readonly AnswerPart[] | null>;
  /**
   * Nobody wants the rest: the server is told, unless it has said everything.
   * @param why what `next` rejects with from now on; otherwise request.cancelled
   */
  cancel(why?: CoreError): void;
  /** Resolves when it is read, broken or cancelled. */
  readonly over: Promise<void>;
}
