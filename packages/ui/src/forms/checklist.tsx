import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";

export interface ChecklistItem {
  id: string;
  title: ReactNode;
  done: boolean;
  description?: ReactNode;
  /** Shown while it is not done. */
  action?: ReactNode;
}

/** Steps of a first run that tick themselves; the first open one is the next. */
export function Checklist({
  label,
  items,
  className,
}: {
  label: string;
  items: readonly ChecklistItem[];
  className?: string;
}) {
  const nextId = items.find((item) => !item.done)?.id;
  return (
    <ol aria-label={label} aria-live="polite" className={cn("m-0 list-none p-0", className)}>
      {items.map((item, index) => {
        const isNext = item.id === nextId;
        return (
          <li
            key={item.id}
            aria-current={isNext ? "step" : undefined}
            className="flex gap-3.5 border-b border-border px-4 py-3.5 last:border-b-0"
          >
            <span
              aria-hidden
              className={cn(
                "grid size-6 shrink-0 place-items-center rounded-full border text-12 font-semibold",
                item.done && "border-transparent bg-success text-success-foreground",
                isNext && "border-accent text-accent",
                !item.done && !isNext && "border-border-strong text-text-muted",
              )}
            >
              {item.done ? <Check className="size-3.5" strokeWidth={3} /> : index + 1}
            </span>
            <div className="flex min-w-0 flex-1 flex-wrap items-start justify-between gap-x-4 gap-y-2">
              <div className="min-w-0 flex-1 basis-56">
                <p className={cn("text-14 font-medium", item.done || !isNext ? "text-text-muted" : "text-text")}>
                  {item.title}
                  <span className="sr-only">{item.done ? " (done)" : isNext ? " (next)" : ""}</span>
                </p>
                {item.description && <div className="text-13 text-text-muted">{item.description}</div>}
              </div>
              {!item.done && item.action && <div className="shrink-0">{item.action}</div>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
