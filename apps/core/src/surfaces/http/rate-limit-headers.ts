import { CoreError } from "../../errors.ts";
import { iso } from "../../modules/iso-time.ts";
import { RateLimited, type RateVerdict } from "../../modules/network/index.ts";

const NO_LIMIT: readonly string[] = [];

/**
 * What an answer says of the limit that applied, as names and values in turn: the RateLimit fields of the IETF draft
 * (draft-ietf-httpapi-ratelimit-headers-07; reset in seconds). Empty where there is no limit.
 */
export const rateLimitFields = ({ limit, remaining, resetSeconds }: RateVerdict): readonly string[] =>
  limit === null
    ? NO_LIMIT
    : [
        "ratelimit-limit",
        String(limit),
        "ratelimit-remaining",
        String(remaining),
        "ratelimit-reset",
        String(resetSeconds),
      ];

/** The fields of the draft, and their older X- forms (reset as a date). */
export function rateLimitHeaders(verdict: RateVerdict, now: number): readonly string[] {
  const { limit, remaining, resetSeconds } = verdict;
  if (limit === null) return NO_LIMIT;
  return [
    ...rateLimitFields(verdict),
    "x-ratelimit-limit",
    String(limit),
    "x-ratelimit-remaining",
    String(remaining),
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
