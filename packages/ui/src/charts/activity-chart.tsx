"use client";

import { ChartColumn, Table2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { cn } from "../lib/cn.ts";
import { IconButton } from "../primitives/icon-button.tsx";
import { type ActivityBucket, activityTotals, bucketFormat } from "./activity-buckets.ts";
import { ACTIVITY_SERIES } from "./activity-series.ts";
import { ActivityTable } from "./activity-table.tsx";

const ActivityBars = lazy(() => import("./activity-bars.tsx").then((loaded) => ({ default: loaded.ActivityBars })));

export interface ActivityChartProps {
  buckets: readonly ActivityBucket[];
  /** What it shows: "Calls by outcome, last 24 hours". */
  label: string;
  /** CSS pixels. */
  height?: number;
  defaultView?: "chart" | "table";
  className?: string;
}

/** Calls by outcome over time, stacked. Numbers on hover; the same as a table for whoever cannot or will not see it. */
export function ActivityChart({ buckets, label, height = 220, defaultView = "chart", className }: ActivityChartProps) {
  const [view, setView] = useState(defaultView);
  const totals = activityTotals(buckets);
  const used = ACTIVITY_SERIES.filter(({ id, isRare }) => !isRare || totals[id] > 0);
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
          {/* What is known already is told while the bars are fetched. */}
          <Suspense fallback={<div style={{ height }} />}>
            <ActivityBars buckets={buckets} series={used} formatAt={formatAt} height={height} />
          </Suspense>
        </div>
      )}
    </figure>
  );
}
