"use client";

import { LoaderCircle } from "lucide-react";
import { useEffect, useState } from "react";
import { Skeleton } from "../primitives/skeleton.tsx";

/** True once `delayMs` have passed: what is quick shows no spinner at all. */
function useDelay(delayMs: number): boolean {
  const [isOver, setOver] = useState(delayMs <= 0);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), delayMs);
    return () => clearTimeout(timer);
  }, [delayMs]);
  return isOver;
}

/** Waiting without a known shape. Says nothing for the first 300 ms. */
export function LoadingState({ label = "Loading", delayMs = 300 }: { label?: string; delayMs?: number }) {
  const isShown = useDelay(delayMs);
  return (
    <div role="status" className="flex min-h-32 items-center justify-center gap-2 text-13 text-text-muted">
      {isShown && (
        <>
          <LoaderCircle aria-hidden className="size-4 animate-spin" />
          {label}
        </>
      )}
    </div>
  );
}

/** The shape of a detail page: header, facts, a list. */
export function DetailSkeleton({ label = "Loading" }: { label?: string }) {
  return (
    <div role="status" aria-label={label} className="grid gap-6">
      <div className="flex items-center gap-3">
        <Skeleton className="size-10 rounded" />
        <div className="grid gap-2">
          <Skeleton className="h-5 w-48" />
          <Skeleton className="w-72" />
        </div>
      </div>
      <div className="grid gap-4 rounded border border-border bg-surface-1 p-4 sm:grid-cols-2">
        {["w-32", "w-40", "w-24", "w-48", "w-36", "w-28"].map((width) => (
          <div key={width} className="grid gap-2">
            <Skeleton className="h-2.5 w-20" />
            <Skeleton className={width} />
          </div>
        ))}
      </div>
    </div>
  );
}

/** The shape of a row of StatTiles. */
export function StatTilesSkeleton({ count = 4, label = "Loading" }: { count?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      {Array.from({ length: count }, (_, tile) => (
        <div key={tile} className="grid gap-3 rounded border border-border bg-surface-1 p-4">
          <Skeleton className="h-2.5 w-20" />
          <Skeleton className="h-6 w-16" />
        </div>
      ))}
    </div>
  );
}
