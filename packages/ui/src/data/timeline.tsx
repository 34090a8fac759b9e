import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";
import { durationText, type Moment } from "../lib/relative-time.ts";
import { subtleTone, type Tone, textTone } from "../lib/tone.ts";
import { RelativeTime } from "../primitives/relative-time.tsx";

export interface TimelineItem {
  id: string;
  title: ReactNode;
  at?: Moment;
  detail?: ReactNode;
  tone?: Tone;
  icon?: ReactNode;
  /** When it began, in milliseconds after the start of the whole. Draws its bar. */
  offsetMs?: number;
  durationMs?: number;
}

export interface TimelineProps {
  items: readonly TimelineItem[];
  label?: string;
  /** The length of the whole; the end of the last item when not said. */
  totalMs?: number;
  className?: string;
}

/** What happened in order, with the share of time that each step took. */
export function Timeline({ items, label = "Timeline", totalMs, className }: TimelineProps) {
  const total = totalMs ?? Math.max(0, ...items.map((item) => (item.offsetMs ?? 0) + (item.durationMs ?? 0)));
  const hasBars = total > 0 && items.some((item) => item.durationMs !== undefined);
  return (
    <ol aria-label={label} className={cn("m-0 list-none p-0", className)}>
      {items.map((item, index) => (
        <li key={item.id} className="relative flex gap-3 pb-4 last:pb-0">
          {index < items.length - 1 && (
            <span aria-hidden className="absolute top-6 bottom-0 left-2.75 w-px bg-border" />
          )}
          <span
            aria-hidden
            className={cn(
              "grid size-5.75 shrink-0 place-items-center rounded-full [&_svg]:size-3.5",
              subtleTone[item.tone ?? "neutral"],
            )}
          >
            {item.icon ?? <span className="size-1.5 rounded-full bg-current" />}
          </span>
          <div className="min-w-0 flex-1">
            <div className="flex items-baseline justify-between gap-3 text-13">
              <span className="min-w-0 font-medium break-words text-text">{item.title}</span>
              <span className="shrink-0 text-12 tabular-nums text-text-muted">
                {item.durationMs !== undefined && durationText(item.durationMs)}
                {item.durationMs !== undefined && item.at !== undefined && " · "}
                {item.at !== undefined && <RelativeTime at={item.at} />}
              </span>
            </div>
            {item.detail && <div className="text-13 break-words text-text-muted">{item.detail}</div>}
            {hasBars && item.durationMs !== undefined && (
              <span
                aria-hidden
                className={cn("mt-1.5 block h-1 rounded-full bg-surface-2", textTone[item.tone ?? "accent"])}
              >
                <span
                  className="block h-full min-w-1 rounded-full bg-current"
                  style={{
                    marginLeft: `${Math.min(99, ((item.offsetMs ?? 0) / total) * 100)}%`,
                    width: `${Math.min(100, (item.durationMs / total) * 100)}%`,
                  }}
                />
              </span>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
