"use client";

import { cn } from "../lib/cn.ts";
import { useIsApple } from "../lib/use-platform.ts";
import { keyLabels } from "../patterns/shortcut-keys.ts";

/** Keys of a shortcut, drawn: "mod+k", "g s", "?". */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  const isApple = useIsApple();
  return (
    <span className={cn("inline-flex items-center gap-0.5", className)}>
      {keyLabels(keys, isApple).map((label, index) => (
        <kbd
          key={`${index}-${label}`}
          className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border border-border bg-surface-2 px-1 font-sans text-12 leading-none text-text-muted"
        >
          {label}
        </kbd>
      ))}
    </span>
  );
}
