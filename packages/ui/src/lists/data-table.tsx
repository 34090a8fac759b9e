"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { cn } from "../lib/cn.ts";
import { useShortcuts } from "../patterns/use-shortcuts.ts";
import { TableSkeleton } from "../primitives/skeleton.tsx";
import { DataTableHead } from "./data-table-head.tsx";
import { DataTableRow } from "./data-table-row.tsx";
import { type Column, fixedTableClass, fixedTableWidths } from "./column.ts";
import { rowAfterKey } from "./row-keys.ts";
import { type SortState, sortRows } from "./sort.ts";
import { TableScroller } from "./table-scroller.tsx";

export interface DataTableProps<Row> {
  /** The name of the table for screen readers. */
  label: string;
  columns: readonly Column<Row>[];
  /** Undefined while they are on their way. */
  rows: readonly Row[] | undefined;
  rowKey: (row: Row) => string;
  /** Makes the first column a link to the row's page. */
  rowHref?: (row: Row) => string;
  /** A press or Enter on a row: opens the side panel. Wins over following `rowHref` on a plain press. */
  onRowOpen?: (row: Row) => void;
  /** The row whose panel is open. */
  selectedKey?: string | null;
  defaultSort?: SortState | null;
  /** With `onSortChange`: the owner keeps the sort (in the URL) and the rows come sorted if `serverSorted`. */
  sort?: SortState | null;
  onSortChange?: (sort: SortState | null) => void;
  serverSorted?: boolean;
  loading?: boolean;
  /** Shown instead of the rows: an ErrorState. */
  error?: ReactNode;
  /** Shown when there are no rows: an EmptyState. */
  empty?: ReactNode;
  /** Under the rows: a LoadMore or Pagination. */
  footer?: ReactNode;
  /** Scrolls inside this CSS length. Above 100 rows it is `70vh` unless said otherwise. */
  maxHeight?: string;
  className?: string;
}

const virtualFrom = 100;
const rowHeightPx = 41;

/** A table with sort, keyboard rows and its own loading, empty and error states; only visible rows are drawn above 100. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rowKey, onRowOpen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [activeIndex, setActiveIndex] = useState(0);
  const [ownSort, setOwnSort] = useState<SortState | null>(props.defaultSort ?? null);
  const sort = props.onSortChange ? (props.sort ?? null) : ownSort;
  const changeSort = (next: SortState | null) => {
    scroller.current?.scrollTo({ top: 0 });
    setActiveIndex(0);
    (props.onSortChange ?? setOwnSort)(next);
  };
  const rows = sortedBy(props, sort);

  const isVirtual = rows.length > virtualFrom;
  // oxlint-disable-next-line react/incompatible-library -- the React Compiler is not used here
  const virtualizer = useVirtualizer({
    count: isVirtual ? rows.length : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: 12,
    // What is drawn before the table has been measured: the prerendered page is not empty.
    initialRect: { width: 1200, height: 800 },
    // The sticky head covers the first row otherwise.
    scrollPaddingStart: 36,
  });

  const active = Math.min(activeIndex, Math.max(0, rows.length - 1));
  const wantsFocus = useRef(false);
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const control = scroller.current?.querySelector<HTMLElement>(`[data-row-index="${active}"] [data-row-control]`);
    if (!control) return;
    wantsFocus.current = false;
    control.focus({ preventScroll: isVirtual });
  });

  const isNavigable = Boolean(props.rowHref ?? onRowOpen);
  function enter() {
    // Of several tables on a page, the first answers to the keys.
    const control = document.querySelector<HTMLElement>("[data-row-control]");
    if (!control || !scroller.current?.contains(control)) return;
    (scroller.current.querySelector<HTMLElement>("[data-row-control][tabindex='0']") ?? control).focus();
  }
  useShortcuts(isNavigable ? ["j", "k"].map((keys) => ({ keys, label: "Go to the list", run: enter })) : []);

  if (props.error) return <Frame>{props.error}</Frame>;
  if (props.rows === undefined || props.loading) {
    return <TableSkeleton columns={Math.min(columns.length, 6)} label={`Loading ${props.label}`} />;
  }
  if (rows.length === 0 && props.empty) return <Frame>{props.empty}</Frame>;

  const items = isVirtual ? virtualizer.getVirtualItems() : null;
  const first = items?.[0];
  const last = items?.at(-1);
  const shown = items ? items.map((item) => item.index) : rows.map((_, index) => index);

  function onKeyDown(event: React.KeyboardEvent) {
    const onControl = event.target instanceof HTMLElement && event.target.closest("[data-row-control]");
    if (!onControl || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = rowAfterKey(event.key, active, rows.length);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    wantsFocus.current = true;
    setActiveIndex(next);
    if (isVirtual) virtualizer.scrollToIndex(next);
    // The same row again (the end of the list) draws nothing new, so nothing would take the wish back.
    if (next === active) wantsFocus.current = false;
  }

  return (
    <Frame className={props.className}>
      <TableScroller
        scroller={scroller}
        label={props.label}
        maxHeight={props.maxHeight ?? (isVirtual ? "70vh" : undefined)}
        isNavigable={isNavigable}
      >
        {(sticksToPage) => (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- moves between the rows' controls
          <table
            aria-label={props.label}
            aria-rowcount={isVirtual ? rows.length + 1 : undefined}
            onKeyDown={isNavigable ? onKeyDown : undefined}
            className={cn("w-full border-separate border-spacing-0 text-13", isVirtual && fixedTableClass)}
            style={isVirtual ? fixedTableWidths(columns) : undefined}
          >
            <DataTableHead columns={columns} sort={sort} onSort={changeSort} sticksToPage={sticksToPage} />
            <tbody>
              {first && first.start > 0 && <Spacer height={first.start} />}
              {shown.map((index) => {
                const row = rows[index];
                if (row === undefined) return null;
                const key = rowKey(row);
                return (
                  <DataTableRow
                    key={key}
                    row={row}
                    index={index}
                    columns={columns}
                    href={props.rowHref?.(row)}
                    onOpen={onRowOpen ? () => onRowOpen(row) : undefined}
                    isSelected={props.selectedKey === key}
                    isActive={index === active}
                    measure={isVirtual ? virtualizer.measureElement : undefined}
                    ariaRowIndex={isVirtual ? index + 2 : undefined}
                    onFocus={() => setActiveIndex(index)}
                  />
                );
              })}
              {last && <Spacer height={virtualizer.getTotalSize() - last.end} />}
            </tbody>
          </table>
        )}
      </TableScroller>
      {props.footer && <div className="border-t border-border px-3 py-2">{props.footer}</div>}
    </Frame>
  );
}

function sortedBy<Row>(props: DataTableProps<Row>, sort: SortState | null): readonly Row[] {
  const rows = props.rows ?? [];
  const valueOf = props.columns.find((column) => column.id === sort?.columnId)?.sortValue;
  return sort && valueOf && !props.serverSorted ? sortRows(rows, valueOf, sort.direction) : rows;
}

function Frame({ className, children }: { className?: string | undefined; children: ReactNode }) {
  return (
    <div className={cn("min-w-0 overflow-clip rounded border border-border bg-surface-1", className)}>{children}</div>
  );
}

/** Stands for the rows that are not drawn. */
function Spacer({ height }: { height: number }) {
  return (
    <tr aria-hidden>
      {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- hidden, holds no control */}
      <td style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}
