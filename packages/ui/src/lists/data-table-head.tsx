"use client";

import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import { cn } from "../lib/cn.ts";
import { type Column, columnVisibility } from "./column.ts";
import { nextSort, type SortState } from "./sort.ts";

export interface DataTableHeadProps<Row> {
  columns: readonly Column<Row>[];
  sort: SortState | null;
  onSort: (sort: SortState | null) => void;
  /** It sticks to the page below the shell's bar, instead of to a box that scrolls. */
  sticksToPage: boolean;
}

/** The sticky head of a DataTable; sortable columns are buttons that say their direction. */
export function DataTableHead<Row>({ columns, sort, onSort, sticksToPage }: DataTableHeadProps<Row>) {
  return (
    <thead className={cn("sticky z-10", sticksToPage ? "top-(--shell-top,0px)" : "top-0")}>
      <tr aria-rowindex={1}>
        {columns.map((column) => {
          const direction = sort?.columnId === column.id ? sort.direction : undefined;
          return (
            <th
              key={column.id}
              scope="col"
              aria-sort={column.sortValue ? (direction ?? "none") : undefined}
              style={{ width: column.width }}
              className={cn(
                "h-9 border-b border-border bg-surface-2 px-3 text-left text-12 font-medium whitespace-nowrap text-text-muted",
                column.align === "end" && "text-right",
                columnVisibility(column),
              )}
            >
              {column.sortValue ? (
                <SortButton
                  direction={direction}
                  atEnd={column.align === "end"}
                  onPress={() => onSort(nextSort(sort, column.id))}
                >
                  {column.header}
                </SortButton>
              ) : (
                <span className={cn(column.hideHeader && "sr-only")}>{column.header}</span>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function SortButton(props: {
  direction: SortState["direction"] | undefined;
  atEnd: boolean;
  onPress: () => void;
  children: React.ReactNode;
}) {
  const Icon =
    props.direction === "ascending" ? ArrowUp : props.direction === "descending" ? ArrowDown : ChevronsUpDown;
  return (
    <button
      type="button"
      onClick={props.onPress}
      className={cn(
        "group -mx-1.5 inline-flex h-7 items-center gap-1 rounded-sm px-1.5 transition-colors hover:text-text focus-visible:outline-offset-0",
        props.direction && "text-text",
        props.atEnd && "flex-row-reverse",
      )}
    >
      {props.children}
      <Icon
        aria-hidden
        className={cn(
          "size-3.5 shrink-0 transition-opacity",
          !props.direction && "opacity-0 group-hover:opacity-70 group-focus-visible:opacity-70",
        )}
      />
    </button>
  );
}
