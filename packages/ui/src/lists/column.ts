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
