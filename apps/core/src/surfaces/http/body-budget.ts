import { CoreError } from "../../errors.ts";

/** What is smaller is not counted: nearly every request, and a thousand of them are nothing. */
export const SMALL_BODY_BYTES = 64 * 1024;

export interface BodyBudget {
  /**
   * `holder` holds this many bytes of a body now, until it is released. Throws request.rate_limited when the principal,
   * or all of them together, hold too many already.
   */
  hold(holder: object, principalId: string, bytes: number): void;
  release(holder: object): void;
}

/**
 * Bounds what bodies of requests under way take in memory (A34): one token may send many at the same time, each as large
 * as one may be, and leave them unanswered or unfinished.
 * @param largest how large one body may be
 */
export function createBodyBudget(largest: number): BodyBudget {
  const perPrincipal = Math.max(16 * largest, 16 * SMALL_BODY_BYTES);
  const altogether = 4 * perPrincipal;
  const holders = new Map<object, { principalId: string; bytes: number }>();
  const byPrincipal = new Map<string, number>();
  let total = 0;

  const change = (principalId: string, by: number): void => {
    total += by;
    const left = (byPrincipal.get(principalId) ?? 0) + by;
    if (left > 0) byPrincipal.set(principalId, left);
    else byPrincipal.delete(principalId);
  };

  return {
    hold(holder, principalId, bytes) {
      if (bytes <= SMALL_BODY_BYTES) return;
      const grown = bytes - (holders.get(holder)?.bytes ?? 0);
      if (grown <= 0) return;
      if ((byPrincipal.get(principalId) ?? 0) + grown > perPrincipal || total + grown > altogether) {
        throw new CoreError(
          "request.rate_limited",
          "Too many large requests are under way. Wait until some of them are answered.",
          { retryAfterSeconds: 1 },
        );
      }
      holders.set(holder, { principalId, bytes });
      change(principalId, grown);
    },
    release(holder) {
      const held = holders.get(holder);
      if (!held) return;
      holders.delete(holder);
      change(held.principalId, -held.bytes);
    },
  };
}

/** How many bytes a request's body may come to: what it announces, or as many as may be where it announces nothing. */
export function announcedBytes(
  headers: { "content-length"?: string | undefined; "transfer-encoding"?: string | undefined },
  largest: number,
): number {
  return headers["transfer-encoding"] === undefined ? Number(headers["content-length"] ?? 0) : largest;
}
