import type { IncomingHttpHeaders } from "node:http";
import type { Socket } from "node:net";
import type { RequestParts } from "./read-whole-request.ts";

/** A POST that came whole, body and all: an `HttpRequest`, which names it among its kinds. */
export class WholeRequest {
  readonly method = "POST";
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Only a header that came twice shows here and not above, and such a request is not taken. */
  readonly rawHeaders: readonly string[] = NONE;
  readonly complete = true;
  readonly socket: Pick<Socket, "remoteAddress">;
  readonly body: Buffer;

  constructor({ url, headers, body }: RequestParts, socket: Pick<Socket, "remoteAddress">) {
    this.url = url;
    this.headers = headers;
    this.body = body;
    this.socket = socket;
  }
}

const NONE: readonly string[] = [];
