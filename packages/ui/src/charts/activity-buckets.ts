import type { Moment } from "../lib/relative-time.ts";

export interface ActivityBucket {
  /** When the bucket begins. */
  at: Moment;
  allowed: number;
  /** Waiting for a person's decision. */
  held?: number;
  denied: number;
  failed: number;
  cancelled?: number;
}

export type ActivityOutcome = "allowed" | "held" | "denied" | "failed" | "cancelled";

/** Sums by outcome over all buckets. */
export function activityTotals(buckets: readonly ActivityBucket[]): Record<ActivityOutcome, number> {
  const totals = { allowed: 0, held: 0, denied: 0, failed: 0, cancelled: 0 };
  for (const bucket of buckets) {
    totals.allowed += bucket.allowed;
    totals.held += bucket.held ?? 0;
    totals.denied += bucket.denied;
    totals.failed += bucket.failed;
    totals.cancelled += bucket.cancelled ?? 0;
  }
  return totals;
}

const dayMs = 86_400_000;

/** Writes the moments of the axis: hours within two days, dates beyond. */
export function bucketFormat(
  buckets: readonly ActivityBucket[],
  locale = "en",
  timeZone?: string,
): (at: Moment) => string {
  const first = buckets[0];
  const last = buckets.at(-1);
  const spanMs = first && last ? new Date(last.at).getTime() - new Date(first.at).getTime() : 0;
  const format = new Intl.DateTimeFormat(
    locale,
    spanMs > 2 * dayMs
      ? { month: "short", day: "numeric", timeZone }
      : { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone },
  );
  return (at) => format.format(new Date(at));
}
