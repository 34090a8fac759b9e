import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { SESSION_COOKIE } from "./provider-settings.ts";
import { withAddress } from "./request-context.ts";

const OF_THE_LIBRARY = new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}(?:\\.sig)?=[^;]*`, "g");

/**
 * A request as the library gets it: with the address, the body and the headers that we have decided on. What a client
 * says of hosts and schemes does not reach it.
 */
export function libraryRequest(
  original: IncomingMessage,
  to: { url: string; isSecure: boolean; ipAddress: string | null; form?: URLSearchParams },
): IncomingMessage {
  const { host, origin, accept, authorization, cookie } = original.headers;
  const body = to.form === undefined ? null : Buffer.from(to.form.toString());
  const headers = {
    host,
    ...(origin !== undefined && { origin }),
    ...(accept !== undefined && { accept }),
    ...(authorization !== undefined && { authorization }),
    ...(cookie !== undefined && { cookie: cookie.replace(OF_THE_LIBRARY, "") }),
    "x-forwarded-proto": to.isSecure ? "https" : "http",
    ...(body && {
      "content-type": "application/x-www-form-urlencoded",
      "content-length": String(body.length),
    }),
    ...preflightOf(original),
  };
  const { method, socket, httpVersion, httpVersionMajor, httpVersionMinor } = original;
  return Object.assign(Readable.from(body === null ? [] : [body]), {
    method,
    url: to.url,
    headers: withAddress(headers, to.ipAddress),
    rawHeaders: [],
    socket,
    httpVersion,
    httpVersionMajor,
    httpVersionMinor,
  }) as unknown as IncomingMessage;
}

const preflightOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    ["access-control-request-method", "access-control-request-headers"].flatMap((name) => {
      const value = headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
