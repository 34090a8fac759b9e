"use client";

import { useSyncExternalStore } from "react";
import { cn } from "../lib/cn.ts";
import { absoluteTimeText, type Moment } from "../lib/relative-time.ts";

const tickMs = 1_000;

function subscribe(onTick: () => void): () => void {
  const timer = setInterval(onTick, tickMs);
  return () => clearInterval(timer);
}

/** The present in steps of a second; null while the page is being prerendered. */
export function useSecond(): number | null {
  return useSyncExternalStore(
    subscribe,
    () => Math.floor(Date.now() / tickMs) * tickMs,
    () => null,
  );
}

/** "1 h 20 min", "4 min 05 s", "12 s". Never rounds up: what is said is still left. */
export function countdownText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  if (minutes > 0) return `${minutes} min ${String(seconds % 60).padStart(2, "0")} s`;
  return `${seconds} s`;
}

export interface CountdownProps {
  until: Moment;
  /** When the time began, for the ring. */
  since: Moment;
  /** A fixed present (epoch ms), for galleries and tests. */
  now?: number;
  /** What happens then: "Expires in". */
  label?: string;
  /** Only the ring and the time. */
  compact?: boolean;
  className?: string;
}

const radius = 6.5;
const circumference = 2 * Math.PI * radius;

/** How much time is left, as a ring that empties and in words. Below a minute it looks urgent. */
export function Countdown({ until, since, now, label = "Expires in", compact, className }: CountdownProps) {
  const ticking = useSecond();
  const present = now ?? ticking;
  const end = new Date(until).getTime();
  const total = Math.max(1, end - new Date(since).getTime());
  const left = present === null ? total : Math.max(0, end - present);
  const isOver = present !== null && left <= 0;
  const tone = isOver
    ? "text-text-muted"
    : left < 60_000
      ? "text-danger"
      : left < 180_000
        ? "text-warning"
        : "text-text-muted";
  return (
    <span
      role="timer"
      title={present === null ? undefined : absoluteTimeText(until)}
      className={cn("inline-flex items-center gap-1.5 text-13 whitespace-nowrap tabular-nums", tone, className)}
    >
      <svg aria-hidden viewBox="0 0 16 16" className="size-4 -rotate-90">
        <circle cx="8" cy="8" r={radius} fill="none" stroke="currentColor" strokeOpacity="0.25" strokeWidth="2.5" />
        <circle
          cx="8"
          cy="8"
          r={radius}
          fill="none"
          stroke="currentColor"
          strokeWidth="2.5"
          strokeDasharray={circumference}
          strokeDashoffset={circumference * (1 - Math.min(1, left / total))}
        />
      </svg>
      {isOver ? (
        "Time is up"
      ) : (
        <span>
          <span className={compact ? "sr-only" : undefined}>{label} </span>
          {present === null ? "…" : countdownText(left)}
        </span>
      )}
    </span>
  );
}
