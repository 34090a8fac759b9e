import { CoreError } from "../../errors.ts";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
/**
 * Schemes that run or read something on the person's device, or reach another host by a way that nobody would read in
 * the scheme, instead of opening an application.
 */
const DANGEROUS = new Set(
  "javascript data vbscript blob file filesystem about view-source resource jar chrome intent ftp ftps sftp ssh telnet ws wss smb nfs dav ldap ldaps gopher nntp mailto tel sms search"
    .split(" ")
    .map((name) => `${name}:`),
);
/** Those of the operating system, and of browsers that open an address inside the address. */
const OF_THE_SYSTEM = /^(?:ms-|microsoft|google|x-apple|shell|web\+)/;
const MAX_LENGTH = 2048;

export const isLoopbackRedirect = (uri: string): boolean => {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname } = new URL(uri);
  return protocol === "http:" && LOOPBACK.has(hostname);
};

/** What a person can recognise of where the answer goes: the host, or an application's own scheme. */
export const redirectHost = (uri: string): string => {
  const { protocol, host } = new URL(uri);
  return protocol === "https:" || protocol === "http:" ? host : protocol;
};

/**
 * Whether answers may be sent there at all: https, http on a loopback address, or an application's own scheme (RFC
 * 8252). Throws oauth_client.invalid with the address and why not.
 */
export function checkRedirectUri(uri: unknown): asserts uri is string {
  const refuse = (why: string) =>
    new CoreError("oauth_client.invalid", `The redirect address ${String(uri).slice(0, 200)} cannot be used: ${why}`);
  if (typeof uri !== "string" || uri.length > MAX_LENGTH || !URL.canParse(uri))
    throw refuse("it is not an absolute URL of 2048 characters at most.");
  const { protocol, hostname, username, password } = new URL(uri);
  if (/[^!-~]|[\\*]/.test(uri)) throw refuse("it holds a character that no address has.");
  if (uri.includes("#")) throw refuse("it has a fragment.");
  if (username !== "" || password !== "") throw refuse("it names an account.");
  if (DANGEROUS.has(protocol) || OF_THE_SYSTEM.test(protocol))
    throw refuse(`the scheme ${protocol} does not open an application.`);
  const isWeb = protocol === "http:" || protocol === "https:";
  if (!uri.slice(protocol.length).startsWith(isWeb ? "//" : "/"))
    throw refuse("a scheme is followed by a slash, that of the web by two.");
  if (protocol === "http:" && !isLoopbackRedirect(uri))
    throw refuse("plain http is for loopback addresses only; use https.");
  if (protocol === "https:" && LOOPBACK.has(hostname)) throw refuse("a loopback address is reached by plain http.");
}

/**
 * Whether an address is one of the registered ones: byte for byte, but a loopback address may have any port (A12; RFC
 * 8252, section 7.3).
 */
export function isRegisteredRedirect(registered: readonly string[], uri: string): boolean {
  if (registered.includes(uri)) return true;
  const withoutPort = stripLoopbackPort(uri);
  return withoutPort !== null && registered.some((known) => stripLoopbackPort(known) === withoutPort);
}

/** The address as it was written, without its port; null when it is not on a loopback address. */
function stripLoopbackPort(uri: string): string | null {
  const match = /^(http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]))(?::\d{1,5})?((?:[/?].*)?)$/.exec(uri);
  return match && URL.canParse(uri) ? `${match[1]}${match[2]}` : null;
}
