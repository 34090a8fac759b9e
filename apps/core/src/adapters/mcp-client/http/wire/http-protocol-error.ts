/** The server's bytes are no answer of HTTP/1.1, or one that can be read in two ways. */
export class HttpProtocolError extends Error {
  readonly code = "HTTP_PROTOCOL_ERROR";
}
