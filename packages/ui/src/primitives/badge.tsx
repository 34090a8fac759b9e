import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";
import { subtleTone, type Tone } from "../lib/tone.ts";

export interface BadgeProps {
  tone?: Tone;
  icon?: ReactNode;
  /** Text in the monospace, for names and versions. */
  mono?: boolean;
  className?: string;
  children: ReactNode;
}

/** A short label. Colour only underlines what the word says. */
export function Badge({ tone = "neutral", icon, mono, className, children }: BadgeProps) {
  return (
    <span
      className={cn(
        "inline-flex h-5 max-w-full items-center gap-1 rounded-sm px-1.5 align-top text-12 font-medium whitespace-nowrap [&_svg]:size-3.5 [&_svg]:shrink-0",
        subtleTone[tone],
        mono && "font-mono font-normal",
        className,
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}
