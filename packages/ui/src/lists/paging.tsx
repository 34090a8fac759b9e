"use client";

import { ArrowUp, ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../primitives/button.tsx";

export interface LoadMoreProps {
  hasMore: boolean;
  onLoadMore: () => void;
  loading?: boolean;
  shown?: number;
  total?: number;
  /** Plural of what is counted. */
  noun?: string;
}

/** The end of a list that comes in pages: how much is shown, and the next page. */
export function LoadMore({ hasMore, onLoadMore, loading = false, shown, total, noun = "rows" }: LoadMoreProps) {
  const counted = shown === undefined ? "" : total === undefined ? `${shown} ${noun}` : `${shown} of ${total} ${noun}`;
  return (
    <div className="flex min-h-7 items-center justify-between gap-3 text-12 text-text-muted">
      <span role="status" className="tabular-nums">
        {hasMore || !counted ? counted : `${counted}, nothing older`}
      </span>
      {hasMore && (
        <Button size="sm" onClick={onLoadMore} busy={loading} busyLabel={`Loading more ${noun}`}>
          Load more
        </Button>
      )}
    </div>
  );
}

export interface PaginationProps {
  /** Missing: there is none before. */
  onPrevious?: (() => void) | undefined;
  onNext?: (() => void) | undefined;
  /** Where one is: "51 to 100 of 2,310". */
  text?: ReactNode;
  label?: string;
}

/** Page by page. */
export function Pagination({ onPrevious, onNext, text, label = "Pages" }: PaginationProps) {
  return (
    <nav aria-label={label} className="flex items-center justify-between gap-3">
      <span role="status" className="text-12 tabular-nums text-text-muted">
        {text}
      </span>
      <span className="flex gap-2">
        <Button size="sm" icon={<ChevronLeft aria-hidden />} disabled={!onPrevious} onClick={onPrevious}>
          Previous
        </Button>
        <Button size="sm" disabled={!onNext} onClick={onNext}>
          Next
          <ChevronRight aria-hidden />
        </Button>
      </span>
    </nav>
  );
}

/** Rows have arrived above what one is reading; a press shows them. Draws nothing at 0. */
export function NewRowsBar({ count, onShow, noun = "new" }: { count: number; onShow: () => void; noun?: string }) {
  return (
    <div role="status" className="flex justify-center">
      {count > 0 && (
        <Button
          size="sm"
          variant="primary"
          onClick={onShow}
          icon={<ArrowUp aria-hidden />}
          className="mb-2 rounded-full"
        >
          {count} {noun}
        </Button>
      )}
    </div>
  );
}
