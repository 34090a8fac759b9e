import { cn } from "../lib/cn.ts";
import { type Tone, textTone } from "../lib/tone.ts";
import { sparkPath, sparkPoints } from "./spark-path.ts";

export interface SparklineProps {
  values: readonly number[];
  /** What it shows, for screen readers: "Calls per hour, last day". */
  label: string;
  tone?: Tone;
  /** CSS pixels of the drawing; it stretches to the width of its place. */
  width?: number;
  height?: number;
  className?: string;
}

/** A small curve from zero, without axes. Its number stands beside it. */
export function Sparkline({ values, label, tone = "accent", width = 120, height = 28, className }: SparklineProps) {
  const pad = 2;
  const points = sparkPoints(values, width, height - pad * 2).map(({ x, y }) => ({ x, y: y + pad }));
  const line = sparkPath(points);
  const summary =
    values.length === 0 ? `${label}: no data` : `${label}: latest ${values.at(-1)}, highest ${Math.max(...values)}`;
  return (
    <svg
      role="img"
      aria-label={summary}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      height={height}
      className={cn("block w-full overflow-visible", textTone[tone], className)}
    >
      {points.length > 1 && (
        <>
          <path d={`${line}L${width} ${height}L0 ${height}Z`} fill="currentColor" opacity={0.1} />
          <path
            d={line}
            fill="none"
            stroke="currentColor"
            strokeWidth={1.5}
            vectorEffect="non-scaling-stroke"
            strokeLinejoin="round"
          />
        </>
      )}
    </svg>
  );
}
