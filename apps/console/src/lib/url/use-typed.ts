"use client";

import { useEffect, useRef, useState } from "react";

const pauseMs = 300;

/**
 * Text that is shown at once and kept elsewhere (the address) after a short pause, because the router follows too slowly
 * to type against. A change from outside, such as "clear" or "back", replaces what was typed.
 */
export function useTyped(
  value: string,
  onSettled: (value: string) => void,
): { value: string; set: (value: string) => void } {
  const [typed, setTyped] = useState(value);
  const [last, setLast] = useState(value);
  const [sent, setSent] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  if (value !== last) {
    setLast(value);
    // Our own text that has arrived must not overwrite the letters typed since.
    if (value !== sent) {
      setSent(value);
      setTyped(value);
    }
  }
  return {
    value: typed,
    set(next) {
      setTyped(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        setSent(next);
        onSettled(next);
      }, pauseMs);
    },
  };
}
