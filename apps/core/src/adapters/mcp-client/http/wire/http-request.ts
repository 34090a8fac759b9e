import type { IncomingHttpHeaders } from "node:http";

/** Has a server wait with its answer, by not reading any further. */
export interface ResponseFlow {
  pause(): void;
  resume(): void;
}

/** Hears of one request. After `onResponseEnd` or `onResponseError` it hears nothing more. */
export interface ResponseHandler {
  /** @param flow keeps the answer waiting; whoever pauses it resumes it before its end */
  onResponseStart(status: number, headers: IncomingHttpHeaders, flow: ResponseFlow): void;
  onResponseData(chunk: Buffer): void;
  onResponseEnd(): void;
  /** Nothing, or not all, of the answer came. Not called after `abort`. */
  onResponseError(error: Error): void;
}

/** A request on its way: what is sent, and who waits for the answer. */
export interface HttpRequest {
  /** Request line and headers, without the length and the empty line. */
  head: string;
  body: string | null;
  handler: ResponseHandler;
  /** Nobody waits for the answer any more. */
  isAborted: boolean;
  /** Set while a connection carries it. */
  carrier: { destroy(): void } | null;
}

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/** Whether a header can carry this text (RFC 9110, section 5.5). */
export const isHeaderValue = (text: string): boolean => VALUE.test(text);

/**
 * Names and values, one after the other, as the lines of a request's head. Throws TypeError for what would end a line,
 * so that no value can add a header of its own (RFC 9110, section 5.5).
 */
export function headerLines(pairs: readonly string[]): string {
  let lines = "";
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const [name, value] = [pairs[i] as string, pairs[i + 1] as string];
    if (!NAME.test(name) || !isHeaderValue(value))
      throw new TypeError(`the header ${JSON.stringify(name)} cannot be sent`);
    lines += `${name}: ${value}\r\n`;
  }
  return lines;
}
