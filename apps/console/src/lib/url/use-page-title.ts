"use client";

import { useEffect } from "react";

/** Puts the thing's name before the page's title: "GitHub · Server · Peta". Nothing while it is not known. */
export function usePageTitle(name: string | undefined): void {
  useEffect(() => {
    if (!name) return;
    const before = document.title;
    document.title = `${name} · ${before}`;
    return () => {
      document.title = before;
    };
  }, [name]);
}
