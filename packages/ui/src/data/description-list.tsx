import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";
import { CopyButton } from "../primitives/copy-button.tsx";

export interface DescriptionItem {
  term: ReactNode;
  /** Missing values show a dash. */
  value: ReactNode;
  mono?: boolean;
  /** Adds a button that copies this text. */
  copy?: string;
  /** Under the value, small. */
  hint?: ReactNode;
  /** Takes the whole width of the list. */
  wide?: boolean;
}

export interface DescriptionListProps {
  items: readonly DescriptionItem[];
  columns?: 1 | 2 | 3;
  /** Terms beside values, for panels. */
  compact?: boolean;
  className?: string;
}

const grids = { 1: "", 2: "sm:grid-cols-2", 3: "sm:grid-cols-2 lg:grid-cols-3" };

function isMissing(value: ReactNode): boolean {
  return value === null || value === undefined || value === "" || value === false;
}

/** Facts as pairs of term and value. */
export function DescriptionList({ items, columns = 2, compact, className }: DescriptionListProps) {
  return (
    <dl className={cn("m-0 grid", compact ? "gap-y-2.5" : cn("gap-x-8 gap-y-4", grids[columns]), className)}>
      {items.map((item, index) => (
        <div
          key={index}
          className={cn(
            "min-w-0",
            compact && "grid grid-cols-[9rem_minmax(0,1fr)] items-baseline gap-3",
            item.wide && "col-span-full",
          )}
        >
          <dt className="text-12 text-text-muted">{item.term}</dt>
          <dd
            className={cn(
              "m-0 text-13 break-words text-text",
              !compact && "mt-0.5",
              item.mono && "font-mono text-12 leading-5 break-all",
            )}
          >
            {isMissing(item.value) ? (
              <span className="text-text-muted">
                <span aria-hidden>–</span>
                <span className="sr-only">Not set</span>
              </span>
            ) : (
              item.value
            )}
            {item.copy !== undefined && (
              <CopyButton
                text={item.copy}
                label={typeof item.term === "string" ? `Copy ${item.term.toLowerCase()}` : "Copy"}
                className="-my-1 ml-1 inline-flex align-middle text-text-muted"
              />
            )}
            {item.hint && <span className="block font-sans text-12 text-text-muted">{item.hint}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
