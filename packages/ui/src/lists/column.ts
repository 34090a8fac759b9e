import type { ReactNode } from "react";
import type { SortValue } from "./sort.ts";

export interface Column<Row> {
  id: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Makes the column sortable. */
  sortValue?: (row: Row) => SortValue;
  /** Numbers and actions stand at the end. */
  align?: "start" | "end";
  /** A CSS width: "12rem". Give widths to all but one column in tables of more than 100 rows. */
  width?: string;
  /** Leaves the column out on windows below this width. */
  hideBelow?: "sm" | "md" | "lg" | "xl";
  /** The head is only for screen readers: a column of menus. */
  hideHeader?: boolean;
}

/** The class that leaves a column out on narrow windows. */
export function columnVisibility(column: Pick<Column<never>, "hideBelow">): string | undefined {
  if (!column.hideBelow) return undefined;
  return { sm: "max-sm:hidden", md: "max-md:hidden", lg: "max-lg:hidden", xl: "max-xl:hidden" }[column.hideBelow];
}

const breakpoints = ["always", "sm", "md", "lg", "xl"] as const;

/**
 * CSS variables for the least width of a table with fixed columns, one per breakpoint from which columns appear:
 * without it, the column that has no width of its own would shrink to nothing.
 */
export function fixedTableWidths(
  columns: readonly Pick<Column<never>, "width" | "hideBelow">[],
): Record<string, string> {
  return Object.fromEntries(
    breakpoints.map((breakpoint) => {
      const widths = columns.flatMap((column, index) =>
        (column.hideBelow ?? "always") === breakpoint ? [column.width ?? (index === 0 ? "12rem" : "8rem")] : [],
      );
      return [`--w-${breakpoint}`, `calc(${["0px", ...widths].join(" + ")})`];
    }),
  );
}

/** The class that goes with `fixedTableWidths`. */
export const fixedTableClass = [
  "table-fixed min-w-(--w-always)",
  "sm:min-w-[calc(var(--w-always)+var(--w-sm))]",
  "md:min-w-[calc(var(--w-always)+var(--w-sm)+var(--w-md))]",
  "lg:min-w-[calc(var(--w-always)+var(--w-sm)+var(--w-md)+var(--w-lg))]",
  "xl:min-w-[calc(var(--w-always)+var(--w-sm)+var(--w-md)+var(--w-lg)+var(--w-xl))]",
].join(" ");
