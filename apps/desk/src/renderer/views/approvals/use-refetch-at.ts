import { useEffect } from "react";

/** Asks again a moment after a time has come: what waited until then is over. */
export function useRefetchAt(at: string | null, refetch: () => unknown): void {
  useEffect(() => {
    if (at === null) return;
    const delayMs = Date.parse(at) - Date.now() + 1_500;
    if (delayMs > 24 * 3_600_000) return;
    const timer = setTimeout(refetch, Math.max(delayMs, 1_500));
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react/exhaustive-deps -- react-query's refetch does the same whichever one it is
  }, [at]);
}
