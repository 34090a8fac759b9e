import type { ApiAnswer } from "./api-client.ts";
import type { ApiRequest } from "./api-request.ts";

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Where an answer sends a request that only reads; null: it does not, or somewhere that Core does not follow to. A
 * redirect to another origin would take the credentials there (A40).
 */
export function sameOriginRedirect(request: ApiRequest, { status, headers, url }: ApiAnswer): ApiRequest | null {
  const { location } = headers;
  if (!REDIRECTS.has(status) || location === undefined) return null;
  if (request.method !== "GET" && request.method !== "HEAD") return null;
  if (!URL.canParse(location, url.href)) return null;
  const target = new URL(location, url);
  target.hash = "";
  return target.origin === url.origin && target.username === "" ? { ...request, url: target } : null;
}
