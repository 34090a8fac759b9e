import type { IncomingHttpHeaders } from "node:http";
import { HttpProtocolError } from "./http-protocol-error.ts";

export interface ResponseHead {
  readonly status: number;
  /** Lower-case names; several lines of one name are joined by a comma. */
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** Null: not said. */
  readonly length: number | null;
  readonly isChunked: boolean;
  /** The connection may carry another request after this answer. */
  readonly canReuse: boolean;
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [\t\u0020-\u007e\u0080-\u00ff]*)?$/;
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// What ends a line elsewhere, or a text in another language, has no place in a value (RFC 9110, section 5.5).
const CONTROL = /[^\t\u0020-\u007e\u0080-\u00ff]/;

/**
 * Makes the parser of one connection, which takes the head of an answer (RFC 9112, sections 4 to 6) without the empty line
 * that ends it; nobody may change what it gives. Under load the same head comes many times in a second: it is read once.
 * Throws HttpProtocolError for folded lines, a length said twice or beside a transfer coding, and unknown codings.
 */
export function createHeadParser(): (text: string) => ResponseHead {
  let before = "";
  let head: ResponseHead | null = null;
  return (text) => {
    if (head !== null && text === before) return head;
    head = parseHead(text);
    before = text;
    return head;
  };
}

function parseHead(text: string): ResponseHead {
  let start = text.indexOf("\r\n");
  const statusLine = start === -1 ? text : text.slice(0, start);
  const version = STATUS_LINE.exec(statusLine);
  if (!version) throw new HttpProtocolError("the answer is not HTTP/1.1");
  const headers: Record<string, string> = { __proto__: null } as never;
  while (start !== -1) {
    const from = start + 2;
    start = text.indexOf("\r\n", from);
    readField(start === -1 ? text.slice(from) : text.slice(from, start), headers);
  }
  const status = Number(version[2]);
  if (status === 101) throw new HttpProtocolError("the server changes the protocol");
  const coding = headers["transfer-encoding"];
  const isChunked = coding !== undefined && coding.toLowerCase() === "chunked";
  if (coding !== undefined && !isChunked) throw new HttpProtocolError("the answer has an unknown transfer coding");
  if (isChunked && (headers["content-length"] !== undefined || version[1] === "0"))
    throw new HttpProtocolError("the answer says its length in two ways");
  const length = headers["content-length"];
  if (length !== undefined && !/^\d{1,15}$/.test(length))
    throw new HttpProtocolError("the answer's length is no number");
  const connection = headers.connection?.toLowerCase();
  return {
    status,
    headers,
    length: length === undefined ? null : Number(length),
    isChunked,
    canReuse: version[1] === "1" && !(connection !== undefined && /\bclose\b/.test(connection)),
  };
}

function readField(line: string, headers: Record<string, string>): void {
  const colon = line.indexOf(":");
  // A folded line begins with a blank, which is no letter of a name.
  const name = line.slice(0, colon);
  if (colon < 1 || !NAME.test(name)) throw new HttpProtocolError("a header of the answer has no name");
  const value = withoutBlanks(line, colon + 1);
  if (CONTROL.test(value)) throw new HttpProtocolError("a header of the answer holds control characters");
  const key = name.toLowerCase();
  const before = headers[key];
  if (before === undefined) headers[key] = value;
  else if (key === "content-length" && before !== value)
    throw new HttpProtocolError("the answer says its length twice");
  else if (key !== "content-length") headers[key] = `${before}, ${value}`;
}

/** Blanks and tabs at the ends are no part of a value; every other character is, one that ends a line elsewhere too. */
function withoutBlanks(line: string, from: number): string {
  const isBlank = (at: number): boolean => line[at] === " " || line[at] === "\t";
  let start = from;
  let end = line.length;
  while (start < end && isBlank(start)) start++;
  while (end > start && isBlank(end - 1)) end--;
  return line.slice(start, end);
}
