import { useSyncExternalStore } from "react";

// The breakpoint `lg`, at which list and detail stand side by side.
const QUERY = "(min-width: 64rem)";

function subscribe(onChange: () => void): () => void {
  const media = window.matchMedia(QUERY);
  media.addEventListener("change", onChange);
  return () => media.removeEventListener("change", onChange);
}

/** Whether list and detail fit beside each other. */
export const useIsWide = (): boolean => useSyncExternalStore(subscribe, () => window.matchMedia(QUERY).matches);
