"use client";

import { useSyncExternalStore } from "react";
import { cn } from "../lib/cn.ts";
import { absoluteTimeText, type Moment, relativeTimeText } from "../lib/relative-time.ts";

const tickMs = 10_000;

function subscribe(onTick: () => void): () => void {
  const timer = setInterval(onTick, tickMs);
  return () => clearInterval(timer);
}

/** The present, in steps of ten seconds; null while the page is being prerendered. */
export function useNow(): number | null {
  // Rounded up, so that a moment of just now is never in the future.
  return useSyncExternalStore(
    subscribe,
    () => Math.ceil(Date.now() / tickMs) * tickMs,
    () => null,
  );
}

export interface RelativeTimeProps {
  at: Moment;
  /** A fixed present (epoch ms), for tests, stories and lists that tick together. Ticks by itself without it. */
  now?: number;
  /** `narrow` for dense tables: "5 min. ago". */
  style?: "long" | "narrow";
  className?: string;
}

/** A moment in words; the full date and zone in the tooltip. */
export function RelativeTime({ at, now, style = "long", className }: RelativeTimeProps) {
  const ticking = useNow();
  const present = now ?? ticking;
  const date = new Date(at);
  const iso = Number.isNaN(date.getTime()) ? undefined : date.toISOString();
  return (
    <time
      dateTime={iso}
      title={present === null ? undefined : absoluteTimeText(at)}
      className={cn("whitespace-nowrap", className)}
    >
      {present === null ? (iso?.slice(0, 10) ?? "unknown time") : relativeTimeText(at, present, style)}
    </time>
  );
}
