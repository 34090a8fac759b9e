"use client";

import { useEffect, useRef, useState } from "react";

const pauseMs = 300;

/**
 * Text that is typed here and takes effect elsewhere (the address) after a short pause. A change from outside, such as
 * "clear", replaces what was typed.
 */
export function useTyped(value: string, onSettled: (value: string) => void): { value: string; set: (value: string) => void } {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  if (value !== known) {
    setKnown(value);
    setTyped(value);
  }
  return {
    value: typed,
    set(next) {
      setTyped(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(
        () => {
          setKnown(next);
          onSettled(next);
        },
        next === "" ? 0 : pauseMs,
      );
    },
  };
}
