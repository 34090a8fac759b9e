"use client";

import { ChartColumn, Table2 } from "lucide-react";
import { useState } from "react";
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
import { IconButton } from "../primitives/icon-button.tsx";
import { type ActivityBucket, type ActivityOutcome, activityTotals, bucketFormat } from "./activity-buckets.ts";
import { ActivityTable } from "./activity-table.tsx";

export interface ActivityChartProps {
  buckets: readonly ActivityBucket[];
  /** What it shows: "Calls by outcome, last 24 hours". */
  label: string;
  /** CSS pixels. */
  height?: number;
  defaultView?: "chart" | "table";
  className?: string;
}

const series: readonly { id: ActivityOutcome; word: string; fill: string; swatch: string }[] = [
  { id: "allowed", word: "Allowed", fill: "var(--chart-allowed)", swatch: "bg-(--chart-allowed)" },
  { id: "denied", word: "Denied", fill: "var(--chart-denied)", swatch: "bg-(--chart-denied)" },
  { id: "failed", word: "Failed", fill: "var(--chart-failed)", swatch: "bg-(--chart-failed)" },
  { id: "cancelled", word: "Cancelled", fill: "var(--chart-cancelled)", swatch: "bg-(--chart-cancelled)" },
];

/** Calls by outcome over time, stacked. Numbers on hover; the same as a table for whoever cannot or will not see it. */
export function ActivityChart({ buckets, label, height = 220, defaultView = "chart", className }: ActivityChartProps) {
  const [view, setView] = useState(defaultView);
  const totals = activityTotals(buckets);
  const used = series.filter(({ id }) => id !== "cancelled" || totals.cancelled > 0);
  const formatAt = bucketFormat(buckets);
  return (
    <figure className={cn("m-0 min-w-0", className)}>
      <div className="mb-3 flex items-center justify-between gap-3">
        <ul className="m-0 flex list-none flex-wrap gap-x-4 gap-y-1 p-0 text-12 text-text-muted">
          {used.map(({ id, word, swatch }) => (
            <li key={id} className="flex items-center gap-1.5">
              <span aria-hidden className={cn("size-2.5 rounded-[3px]", swatch)} />
              {word} <span className="font-medium tabular-nums text-text">{totals[id].toLocaleString("en")}</span>
            </li>
          ))}
        </ul>
        <IconButton
          size="sm"
          label={view === "chart" ? "Show as a table" : "Show as a chart"}
          icon={view === "chart" ? <Table2 aria-hidden /> : <ChartColumn aria-hidden />}
          onClick={() => setView(view === "chart" ? "table" : "chart")}
          className="text-text-muted"
        />
      </div>
      {view === "table" ? (
        <ActivityTable buckets={buckets} label={label} series={used} formatAt={formatAt} height={height} />
      ) : (
        <div
          role="img"
          aria-label={`${label}: ${used.map(({ id, word }) => `${totals[id]} ${word.toLowerCase()}`).join(", ")}`}
        >
          <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 640, height }}>
            <BarChart
              data={[...buckets]}
              margin={{ top: 4, right: 0, bottom: 0, left: -16 }}
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
              {used.map(({ id, word, fill }) => (
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
        </div>
      )}
    </figure>
  );
}

function Hover(props: Partial<TooltipContentProps> & { formatAt: (at: string) => string }) {
  if (!props.active || !props.payload?.length) return null;
  return (
    <div className="min-w-32 rounded border border-border bg-surface-1 px-3 py-2 text-12 shadow-floating">
      <p className="mb-1 font-medium text-text">{props.formatAt(String(props.label))}</p>
      {props.payload.map((entry) => {
        const shown = series.find(({ id }) => id === entry.dataKey);
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
