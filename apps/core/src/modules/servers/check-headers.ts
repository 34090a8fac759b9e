import { CoreError } from "../../errors.ts";

/** Headers that belong to the connection or to the protocol, which Core sets itself. */
const OWN_HEADERS = new Set([
  "host",
  "connection",
  "content-length",
  "content-type",
  "transfer-encoding",
  "accept",
  "accept-encoding",
  "expect",
  "keep-alive",
  "te",
  "trailer",
  "upgrade",
  "proxy-connection",
  "last-event-id",
]);

const refuse = (message: string): never => {
  throw new CoreError("server.launch_refused", message);
};

// RFC 9110, section 5.6.2: token.
export const isHeaderName = (name: string): boolean => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name);

/** Throws CoreError server.launch_refused for a name that is none, or of a header that Core sets itself. */
export function checkHeaderName(name: string): void {
  const lower = name.toLowerCase();
  if (!isHeaderName(name)) refuse(`${JSON.stringify(name)} is not a name of an HTTP header.`);
  if (OWN_HEADERS.has(lower) || lower.startsWith("mcp-")) refuse(`Core sets the header ${name} itself. Leave it away.`);
}

/** Throws CoreError server.launch_refused, which never repeats a value (A36). */
export function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    checkHeaderName(name);
    // RFC 9110, section 5.5: what ends a field line would let a value add headers of its own.
    if (/[^\t\u0020-\u007e\u0080-\u00ff]/.test(value))
      refuse(`The value of the header ${name} contains a line break or another character that a header cannot carry.`);
  }
}
