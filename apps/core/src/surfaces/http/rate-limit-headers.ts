import { CoreError } from "../../errors.ts";
import { iso } from "../../modules/iso-time.ts";
import { RateLimited, type RateVerdict } from "../../modules/network/index.ts";

/**
 * What an answer says of the limit that applied, as names and values in turn: the RateLimit fields of the IETF draft
 * (draft-ietf-httpapi-ratelimit-headers-07; reset in seconds) and their older X- forms (reset as a date). Empty where
 * there is no limit.
 */
export function rateLimitHeaders({ limit, remaining, resetSeconds }: RateVerdict, now: number): string[] {
  if (limit === null) return [];
  const [most, left] = [String(limit), String(remaining)];
  return [
    "ratelimit-limit",
    most,
    "ratelimit-remaining",
    left,
    "ratelimit-reset",
    String(resetSeconds),
    "x-ratelimit-limit",
    most,
    "x-ratelimit-remaining",
    left,
    "x-ratelimit-reset",
    iso(now + resetSeconds * 1000),
  ];
}

/** The headers of a refusal: when to come again, and the limit that was met. Empty for what does not get better by waiting. */
export function refusalHeaders(error: unknown, now: number): string[] {
  if (!(error instanceof CoreError) || error.retryAfterSeconds === undefined) return [];
  const limit = error instanceof RateLimited ? rateLimitHeaders(error.verdict, now) : [];
  return ["retry-after", String(error.retryAfterSeconds), ...limit];
}

/** The same, given one by one. */
export function eachHeader(flat: readonly string[], set: (name: string, value: string) => unknown): void {
  for (let at = 0; at + 1 < flat.length; at += 2) set(flat[at] as string, flat[at + 1] as string);
}
