"use client";

import { useEffect } from "react";

const longestMs = 2 ** 31 - 1;

/** Asks again once a moment has passed: Core says nothing when time alone changes something. */
export function useRefetchAt(moment: string | null | undefined, refetch: () => unknown): void {
  useEffect(() => {
    if (!moment) return;
    // A little later: Core's clock and ours need not agree.
    const waitMs = Date.parse(moment) - Date.now() + 800;
    if (!(waitMs > 0 && waitMs < longestMs)) return;
    const timer = setTimeout(refetch, waitMs);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the moment decides when, the function only what
  }, [moment]);
}
