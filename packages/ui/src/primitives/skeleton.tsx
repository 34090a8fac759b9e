import { cn } from "../lib/cn.ts";

/** One grey bar in the place of text that is on its way. Size it by class. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block h-3 w-24 animate-shimmer rounded-sm bg-surface-3", className)} />;
}

const widths = ["w-3/5", "w-4/5", "w-2/5", "w-1/2", "w-2/3"];

/** The shape of a table: head and `rows` lines. */
export function TableSkeleton({
  rows = 6,
  columns = 4,
  label = "Loading",
}: {
  rows?: number;
  columns?: number;
  label?: string;
}) {
  return (
    <div role="status" aria-label={label} className="overflow-clip rounded border border-border bg-surface-1">
      {Array.from({ length: rows + 1 }, (_, row) => (
        <div
          key={row}
          className={cn(
            "flex gap-4 border-border px-3",
            row === 0 ? "h-8 bg-surface-2" : "h-10 border-t",
            "items-center",
          )}
        >
          {Array.from({ length: columns }, (_cell, column) => (
            <span key={column} className="flex-1">
              <Skeleton className={row === 0 ? "h-2.5 w-14" : widths[(row + column * 2) % widths.length]} />
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}

/** The shape of a card with a heading and `lines` lines. */
export function CardSkeleton({ lines = 3, label = "Loading" }: { lines?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className="grid gap-3 rounded border border-border bg-surface-1 p-4">
      <Skeleton className="h-3.5 w-1/3" />
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} className={widths[line % widths.length]} />
      ))}
    </div>
  );
}
