import { cn } from "../lib/cn.ts";
import { UiLink } from "../lib/link.tsx";
import type { Tone } from "../lib/tone.ts";

export interface BarListItem {
  id: string;
  label: string;
  value: number;
  href?: string;
  tone?: Tone;
}

export interface BarListProps {
  items: readonly BarListItem[];
  label: string;
  formatValue?: (value: number) => string;
  /** How many are shown, largest first; the rest is counted in one line. */
  limit?: number;
  /** Labels in the monospace. Default true: they are names of tools. */
  mono?: boolean;
  className?: string;
}

const bars: Record<Tone, string> = {
  neutral: "bg-surface-3",
  accent: "bg-accent/15",
  info: "bg-info/15",
  success: "bg-success/15",
  warning: "bg-warning/15",
  danger: "bg-danger/15",
};

/** Names with a bar and a number each, largest first. */
export function BarList({ items, label, formatValue, limit = 8, mono = true, className }: BarListProps) {
  const sorted = items.toSorted((a, b) => b.value - a.value);
  const shown = sorted.slice(0, limit);
  const top = Math.max(1, shown[0]?.value ?? 0);
  const format = formatValue ?? ((value: number) => value.toLocaleString("en"));
  return (
    <div className={className}>
      {/* A column that may be narrower than its names: they end in dots, and the numbers stay in sight. */}
      <ol aria-label={label} className="m-0 grid list-none grid-cols-1 gap-1 p-0">
        {shown.map((item) => (
          <li key={item.id} className="relative flex h-8 items-center justify-between gap-3 rounded-sm px-2 text-13">
            <span
              aria-hidden
              className={cn("absolute inset-y-0 left-0 rounded-sm", bars[item.tone ?? "accent"])}
              style={{ width: `${Math.max(1, (item.value / top) * 100)}%` }}
            />
            <span className={cn("relative min-w-0 truncate text-text", mono && "font-mono text-12")} title={item.label}>
              {item.href ? (
                <UiLink href={item.href} className="rounded-sm hover:underline">
                  {item.label}
                </UiLink>
              ) : (
                item.label
              )}
            </span>
            <span className="relative shrink-0 font-medium tabular-nums text-text">{format(item.value)}</span>
          </li>
        ))}
      </ol>
      {sorted.length > limit && <p className="mt-1.5 px-2 text-12 text-text-muted">and {sorted.length - limit} more</p>}
    </div>
  );
}
