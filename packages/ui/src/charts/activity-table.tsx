import { absoluteTimeText, type Moment } from "../lib/relative-time.ts";
import type { ActivityBucket, ActivityOutcome } from "./activity-buckets.ts";

export interface ActivityTableProps {
  buckets: readonly ActivityBucket[];
  label: string;
  series: readonly { id: ActivityOutcome; word: string }[];
  formatAt: (at: Moment) => string;
  /** CSS pixels, the chart's: changing the view moves nothing. */
  height: number;
}

/** The numbers of an ActivityChart. */
export function ActivityTable({ buckets, label, series, formatAt, height }: ActivityTableProps) {
  return (
    // A region that scrolls must be reachable by keyboard.
    <div
      tabIndex={0}
      role="group"
      aria-label={label}
      className="overflow-auto rounded border border-border"
      style={{ height }}
    >
      <table className="w-full border-separate border-spacing-0 text-13">
        <caption className="sr-only">{label}</caption>
        <thead className="sticky top-0 text-12 text-text-muted">
          <tr className="[&>th]:h-8 [&>th]:border-b [&>th]:border-border [&>th]:bg-surface-2 [&>th]:px-3 [&>th]:font-medium">
            <th scope="col" className="text-left">
              From
            </th>
            {series.map(({ id, word }) => (
              <th key={id} scope="col" className="text-right">
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {buckets.map((bucket, index) => (
            <tr key={index} className="[&>*]:h-7 [&>*]:border-b [&>*]:border-border [&>*]:px-3">
              <th scope="row" className="text-left font-normal" title={absoluteTimeText(bucket.at)}>
                {formatAt(bucket.at)}
              </th>
              {series.map(({ id }) => (
                <td key={id} className="text-right tabular-nums">
                  {(bucket[id] ?? 0).toLocaleString("en")}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
