"use client";

import { useSyncExternalStore } from "react";

function subscribe(onChange: () => void): () => void {
  window.addEventListener("scroll", onChange, { passive: true });
  return () => window.removeEventListener("scroll", onChange);
}

/** False once the page has been scrolled: then nothing may move under the reader. */
export const useIsAtTop = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => window.scrollY < 40,
    () => true,
  );
