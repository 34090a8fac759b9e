"use client";

import type { ReactNode, RefObject } from "react";
import { cn } from "../lib/cn.ts";
import { useFits } from "./use-fits.ts";

export interface TableScrollerProps {
  scroller: RefObject<HTMLDivElement | null>;
  label: string;
  /** The table scrolls inside this CSS length; without it, it is part of the page. */
  maxHeight: string | undefined;
  /** Rows hold controls, by which the keyboard scrolls. */
  isNavigable: boolean;
  children: (sticksToPage: boolean) => ReactNode;
}

/** The box of a table: scrolls by itself where it must, else leaves scrolling and the sticky head to the page. */
export function TableScroller({ scroller, label, maxHeight, isNavigable, children }: TableScrollerProps) {
  const fits = useFits(scroller);
  const isPartOfPage = maxHeight === undefined && fits;
  const needsFocus = !isNavigable && !isPartOfPage;
  return (
    <div
      ref={scroller}
      // Without a control in its rows, nothing else would let the keyboard scroll it.
      {...(needsFocus ? { role: "group", tabIndex: 0, "aria-label": `${label}, scrollable` } : {})}
      className={cn("relative focus-visible:-outline-offset-2", !isPartOfPage && "overflow-auto")}
      style={{ maxHeight }}
    >
      {children(isPartOfPage)}
    </div>
  );
}
