import type { IncomingHttpHeaders } from "node:http";
import { CoreError } from "../../errors.ts";
import type { HttpRequest } from "../http/http-message.ts";
import { WireError } from "./wire-error.ts";

const isJson = (contentType: string): boolean => {
  if (contentType === "application/json") return true;
  const [type, ...parameters] = contentType.toLowerCase().split(";");
  if (type?.trim() !== "application/json") return false;
  return parameters.every((parameter) => {
    const [name, value] = parameter.split("=");
    return name?.trim() !== "charset" || /^\s*"?utf-?8"?\s*$/.test(value ?? "");
  });
};

/** What the official clients send. */
const USUAL_ACCEPT = "application/json, text/event-stream";

const accepts = (accept: string, type: string, family: string): boolean =>
  accept.includes(type) || accept.includes("*/*") || accept.includes(family);

/** What every POST must say: JSON in, JSON and event streams accepted (Streamable HTTP, sending messages). */
export function checkPost(headers: IncomingHttpHeaders): void {
  if (!isJson(headers["content-type"] ?? "")) {
    throw new WireError(415, -32000, "The Content-Type must be application/json in UTF-8.", {
      errorCode: "request.malformed",
    });
  }
  if (headers["content-encoding"] !== undefined && headers["content-encoding"] !== "identity") {
    throw new WireError(415, -32000, "Compressed bodies are not accepted.", { errorCode: "request.malformed" });
  }
  const accept = (headers.accept ?? "").toLowerCase();
  if (accept === USUAL_ACCEPT) return;
  if (!accepts(accept, "application/json", "application/*") || !accepts(accept, "text/event-stream", "text/*")) {
    throw new WireError(406, -32000, "The Accept header must name application/json and text/event-stream.", {
      errorCode: "request.malformed",
    });
  }
}

export const methodNotAllowed = (allow: string): WireError =>
  new WireError(405, -32000, "Method not allowed.", { errorCode: "request.unsupported", headers: { allow } });

const countHosts = (rawHeaders: readonly string[]): number => {
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    if (name.length === 4 && name.toLowerCase() === "host") count++;
  }
  return count;
};

/**
 * What is checked before it is asked who calls: a page of another site and a rebound host name get nowhere, token or
 * not (A48). Throws auth.origin_refused.
 */
export function checkTransport(
  req: HttpRequest,
  allowed: {
    isAllowedHost: (host: string | undefined) => boolean;
    isAllowedOrigin: (origin: string, req: HttpRequest) => boolean;
  },
): void {
  const { method, headers } = req;
  // Node keeps the first: what stands before Core may have gone by the other (RFC 9112, section 3.2).
  if (countHosts(req.rawHeaders) > 1)
    throw new WireError(400, -32000, "This request has two Host headers.", { errorCode: "request.malformed" });
  if (!allowed.isAllowedHost(headers.host)) {
    throw new CoreError("auth.origin_refused", "This host name is not one of Core's.");
  }
  if (headers.origin !== undefined && !allowed.isAllowedOrigin(headers.origin, req)) {
    throw new CoreError("auth.origin_refused", "Pages of this origin may not call Core.");
  }
  if (method !== "POST" && method !== "GET" && method !== "DELETE") throw methodNotAllowed("GET, POST, DELETE");
}
