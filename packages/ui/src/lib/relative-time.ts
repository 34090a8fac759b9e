/** A moment as the wires carry it: epoch milliseconds, an ISO 8601 string, or a Date. */
export type Moment = number | string | Date;

const units = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/**
 * "just now", "5 minutes ago", "in 2 hours", "yesterday".
 * Counts whole units and never rounds up, so that "1 hour ago" is never 31 minutes.
 */
export function relativeTimeText(at: Moment, nowMs: number, style: "long" | "narrow" = "long", locale = "en"): string {
  const seconds = (new Date(at).getTime() - nowMs) / 1_000;
  if (Number.isNaN(seconds)) return "unknown time";
  const size = Math.abs(seconds);
  if (size < 10) return "just now";
  const format = new Intl.RelativeTimeFormat(locale, { numeric: style === "long" ? "auto" : "always", style });
  for (const [unit, length] of units) {
    if (size >= length) return format.format(Math.trunc(seconds / length), unit);
  }
  return format.format(Math.trunc(seconds), "second");
}

/** The full moment in the reader's time zone, with the zone's name. */
export function absoluteTimeText(at: Moment, locale?: string, timeZone?: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "Not a valid time";
  return new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "long", timeZone }).format(date);
}

/** "840 ms", "1.24 s", "3 min 5 s". */
export function durationText(ms: number): string {
  if (ms < 1) return `${Math.round(ms * 100) / 100} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
