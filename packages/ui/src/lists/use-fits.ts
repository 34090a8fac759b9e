"use client";

import { type RefObject, useLayoutEffect, useState } from "react";

/** Whether the element's content is no wider than the element; watched, false until it has been measured. */
export function useFits(ref: RefObject<HTMLElement | null>): boolean {
  const [fits, setFits] = useState(false);
  useLayoutEffect(() => {
    const element = ref.current;
    const content = element?.firstElementChild;
    if (!element || !content) return;
    const observer = new ResizeObserver(() => {
      setFits(content.getBoundingClientRect().width <= element.clientWidth + 1);
    });
    observer.observe(element);
    observer.observe(content);
    return () => observer.disconnect();
  }, [ref]);
  return fits;
}
