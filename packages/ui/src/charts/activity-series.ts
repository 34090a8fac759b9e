import type { ActivityOutcome } from "./activity-buckets.ts";

/** How an outcome is named and drawn. */
export interface ActivitySeries {
  id: ActivityOutcome;
  word: string;
  fill: string;
  /** The class of the little square in legends. */
  swatch: string;
  /** Left out where no call ended so. */
  isRare?: boolean;
}

export const ACTIVITY_SERIES: readonly ActivitySeries[] = [
  { id: "allowed", word: "Allowed", fill: "var(--chart-allowed)", swatch: "bg-(--chart-allowed)" },
  { id: "held", word: "Held", fill: "var(--chart-held)", swatch: "bg-(--chart-held)", isRare: true },
  { id: "denied", word: "Denied", fill: "var(--chart-denied)", swatch: "bg-(--chart-denied)" },
  { id: "failed", word: "Failed", fill: "var(--chart-failed)", swatch: "bg-(--chart-failed)" },
  {
    id: "cancelled",
    word: "Cancelled",
    fill: "var(--chart-cancelled)",
    swatch: "bg-(--chart-cancelled)",
    isRare: true,
  },
];
