"use client";

import {
  Bar,
  BarChart,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  type TooltipContentProps,
  XAxis,
  YAxis,
} from "recharts";
import { cn } from "../lib/cn.ts";
import type { ActivityBucket } from "./activity-buckets.ts";
import { ACTIVITY_SERIES, type ActivitySeries } from "./activity-series.ts";

export interface ActivityBarsProps {
  buckets: readonly ActivityBucket[];
  series: readonly ActivitySeries[];
  formatAt: (at: string) => string;
  /** CSS pixels. */
  height: number;
}

/** The bars of an ActivityChart, which loads them by itself: the library that draws them is a third of a page. */
export function ActivityBars({ buckets, series, formatAt, height }: ActivityBarsProps) {
  return (
    <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 640, height }}>
      <BarChart
        data={[...buckets]}
        margin={{ top: 10, right: 0, bottom: 0, left: -16 }}
        barCategoryGap="18%"
        accessibilityLayer={false}
      >
        <CartesianGrid vertical={false} stroke="var(--border)" />
        <XAxis
          dataKey="at"
          tickFormatter={formatAt}
          tickLine={false}
          axisLine={{ stroke: "var(--border-strong)" }}
          tick={{ fill: "var(--text-muted)", fontSize: 12 }}
          interval="equidistantPreserveStart"
          minTickGap={32}
        />
        <YAxis
          allowDecimals={false}
          tickLine={false}
          axisLine={false}
          width={52}
          tick={{ fill: "var(--text-muted)", fontSize: 12 }}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--surface-3)", opacity: 0.5 }}
          content={<Hover formatAt={formatAt} />}
        />
        {series.map(({ id, word, fill }) => (
          <Bar
            key={id}
            dataKey={id}
            name={word}
            stackId="calls"
            fill={fill}
            stroke="var(--surface-1)"
            strokeWidth={1}
            isAnimationActive={false}
            maxBarSize={28}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}

function Hover(props: Partial<TooltipContentProps> & { formatAt: (at: string) => string }) {
  if (!props.active || !props.payload?.length) return null;
  return (
    <div className="min-w-32 rounded border border-border bg-surface-1 px-3 py-2 text-12 shadow-floating">
      <p className="mb-1 font-medium text-text">{props.formatAt(String(props.label))}</p>
      {props.payload.map((entry) => {
        const shown = ACTIVITY_SERIES.find(({ id }) => id === entry.dataKey);
        return (
          <p key={String(entry.dataKey)} className="flex items-center gap-1.5 text-text-muted">
            <span className={cn("size-2 rounded-[2px]", shown?.swatch)} />
            {shown?.word}
            <span className="ml-auto pl-4 font-medium tabular-nums text-text">{String(entry.value)}</span>
          </p>
        );
      })}
    </div>
  );
}
