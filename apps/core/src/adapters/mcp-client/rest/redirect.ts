import type { ApiAnswer } from "./api-client.ts";
import type { ApiRequest } from "./api-request.ts";

const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Sends a request, and after it what its redirects lead to: those of reading, inside the origin, and a few. */
export async function sendFollowing(
  request: ApiRequest,
  send: (request: ApiRequest) => Promise<ApiAnswer>,
): Promise<ApiAnswer> {
  let next: ApiRequest | null = request;
  for (let followed = 0; ; followed++) {
    const answer = await send(next);
    next = followed < MAX_REDIRECTS ? sameOriginRedirect(next, answer) : null;
    if (next === null) return answer;
  }
}

/**
 * Where an answer sends a request that only reads; null: it does not, or somewhere that Core does not follow to. A
 * redirect to another origin would take the credentials there (A40).
 */
function sameOriginRedirect(request: ApiRequest, { status, headers, url }: ApiAnswer): ApiRequest | null {
  const { location } = headers;
  if (!REDIRECTS.has(status) || location === undefined) return null;
  if (request.method !== "GET" && request.method !== "HEAD") return null;
  if (!URL.canParse(location, url.href)) return null;
  const target = new URL(location, url);
  target.hash = "";
  return target.origin === url.origin && target.username === "" ? { ...request, url: target } : null;
}
