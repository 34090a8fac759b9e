import { ArrowUpRight } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";
import { UiLink } from "../lib/link.tsx";
import type { Tone } from "../lib/tone.ts";
import { Sparkline } from "./sparkline.tsx";

export interface StatTileProps {
  label: string;
  value: ReactNode;
  /** After the number: "ms". */
  unit?: string;
  /** The rows behind the number. */
  href?: string;
  /** Under the number: "3 more than yesterday". */
  detail?: ReactNode;
  /** The number over time. */
  trend?: readonly number[];
  /** What the curve shows; the label otherwise. */
  trendLabel?: string;
  tone?: Tone;
  className?: string;
}

/** One number, what it counts, its curve; the whole tile leads to its rows. */
export function StatTile({
  label,
  value,
  unit,
  href,
  detail,
  trend,
  trendLabel,
  tone = "accent",
  className,
}: StatTileProps) {
  const content = (
    <>
      <span className="flex items-center justify-between gap-2 px-4 pt-3.5 text-13 text-text-muted">
        {label}
        {href && (
          <ArrowUpRight
            aria-hidden
            className="size-4 opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100"
          />
        )}
      </span>
      <span className="mt-0.5 flex items-baseline gap-1 px-4 text-28 font-semibold tabular-nums text-text">
        {value}
        {unit && <span className="text-14 font-normal tracking-normal text-text-muted">{unit}</span>}
      </span>
      {detail && <span className="block px-4 text-12 text-text-muted">{detail}</span>}
      <span className="mt-auto block pt-3">
        {trend && trend.length > 1 ? (
          <Sparkline values={trend} label={trendLabel ?? label} tone={tone} height={32} width={240} />
        ) : (
          <span className="block h-0.5" />
        )}
      </span>
    </>
  );
  const frame = cn("group flex min-w-0 flex-col overflow-clip rounded border border-border bg-surface-1", className);
  if (!href) return <div className={frame}>{content}</div>;
  return (
    <UiLink href={href} className={cn(frame, "transition-colors hover:border-border-strong")}>
      {content}
    </UiLink>
  );
}

/** Two to four StatTiles in a row. */
export function StatTiles({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cn("grid grid-cols-2 gap-3 lg:grid-cols-4", className)}>{children}</div>;
}
