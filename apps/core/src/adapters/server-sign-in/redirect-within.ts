import type { IncomingHttpHeaders } from "node:http";

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Where an answer sends a request that only reads, inside its origin or to the same host's https; null: it does not, or
 * elsewhere, where Core does not follow (A40).
 */
export function redirectWithin(from: URL, answer: { status: number; headers: IncomingHttpHeaders }): URL | null {
  const { location } = answer.headers;
  if (!REDIRECTS.has(answer.status) || location === undefined || !URL.canParse(location, from.href)) return null;
  const target = new URL(location, from);
  target.hash = "";
  if (target.username !== "" || target.password !== "") return null;
  if (target.origin === from.origin) return target;
  const isItsHttps = from.protocol === "http:" && target.protocol === "https:" && from.hostname === target.hostname;
  return isItsHttps && from.port === "" && target.port === "" ? target : null;
}
