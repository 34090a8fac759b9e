"use client";

import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";
import { UiLink } from "../lib/link.tsx";
import { type Column, columnVisibility } from "./column.ts";

export interface DataTableRowProps<Row> {
  row: Row;
  index: number;
  columns: readonly Column<Row>[];
  href: string | undefined;
  onOpen: (() => void) | undefined;
  isSelected: boolean;
  /** The one row that Tab reaches; keys move on from it. */
  isActive: boolean;
  ariaRowIndex: number | undefined;
  /** Takes the row's true height, where only visible rows are drawn. */
  measure: ((row: HTMLTableRowElement | null) => void) | undefined;
  onFocus: () => void;
}

/** One row: its first cell is the link or button, so that it has a name; a press anywhere does the same. */
export function DataTableRow<Row>({ measure, ...props }: DataTableRowProps<Row>) {
  const { row, columns, href, onOpen } = props;
  const isNavigable = Boolean(href ?? onOpen);

  function onRowClick(event: React.MouseEvent<HTMLTableRowElement>) {
    if (!isNavigable || !(event.target instanceof Element)) return;
    // Controls inside the row keep their own meaning, and so does marking text.
    if (event.target.closest("a,button,input,select,textarea,label,[role=switch],[role=menuitem],[role=radiogroup]"))
      return;
    if (!event.currentTarget.contains(event.target) || !window.getSelection()?.isCollapsed) return;
    const { ctrlKey, metaKey, shiftKey } = event;
    const press = new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey });
    const control = event.currentTarget.querySelector<HTMLElement>("[data-row-control]");
    // What opens from here gives the focus back to this row.
    control?.focus({ preventScroll: true });
    control?.dispatchEvent(press);
  }

  return (
    <tr
      ref={measure}
      data-index={props.index}
      data-row-index={props.index}
      aria-rowindex={props.ariaRowIndex}
      aria-current={props.isSelected || undefined}
      onClick={onRowClick}
      className={cn(
        "group/row relative",
        isNavigable && "cursor-pointer hover:bg-surface-2 has-[[data-row-control]:focus-visible]:bg-surface-2",
        props.isSelected && "bg-accent-subtle hover:bg-accent-subtle",
      )}
    >
      {columns.map((column, index) => (
        <td
          key={column.id}
          className={cn(
            "h-10 border-b border-border px-3 py-1.5 align-middle group-last/row:border-b-0",
            column.align === "end" && "text-right whitespace-nowrap tabular-nums",
            index === 0 && props.isSelected && "shadow-[inset_2px_0_0_var(--accent)]",
            columnVisibility(column),
          )}
        >
          {index === 0 && isNavigable ? <RowControl {...props}>{column.cell(row)}</RowControl> : column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

function RowControl<Row>(props: Omit<DataTableRowProps<Row>, "measure"> & { children: ReactNode }) {
  const { href, onOpen } = props;
  const shared = {
    "data-row-control": "",
    tabIndex: props.isActive ? 0 : -1,
    onFocus: props.onFocus,
    className: "block w-full min-w-0 rounded-sm text-left text-text focus-visible:outline-offset-4",
  };
  if (href === undefined) {
    return (
      <button type="button" {...shared} onClick={onOpen}>
        {props.children}
      </button>
    );
  }
  return (
    <UiLink
      {...shared}
      href={href}
      onClick={(event) => {
        // A press with a modifier opens the page in a tab, as links do.
        if (!onOpen || event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onOpen();
      }}
    >
      {props.children}
    </UiLink>
  );
}
