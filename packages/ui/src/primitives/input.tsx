"use client";

import type { InputHTMLAttributes, ReactNode, Ref } from "react";
import { cn } from "../lib/cn.ts";
import { useFieldControl } from "./field.tsx";

/** The look shared by every text-like control. */
export const controlClasses =
  "w-full rounded border border-control bg-surface-1 text-text transition-colors hover:border-text-muted focus-visible:border-accent focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:bg-surface-2 disabled:text-text-muted aria-invalid:border-danger";

export interface InputProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "size"> {
  size?: "md" | "lg";
  /** Names, tokens, URLs and expressions are set in the monospace. */
  mono?: boolean;
  /** An icon or short text inside, left of the value. */
  leading?: ReactNode;
  /** A button or unit inside, right of the value. */
  trailing?: ReactNode;
  ref?: Ref<HTMLInputElement>;
}

/** A one-line text input. */
export function Input({ size = "md", mono, leading, trailing, className, ...rest }: InputProps) {
  const control = (
    <input
      {...rest}
      {...useFieldControl(rest)}
      className={cn(
        controlClasses,
        // Not part of the shared look: a select counts as read-only.
        "read-only:bg-surface-2",
        size === "lg" ? "h-10 px-3 text-14" : "h-8 px-2.5 text-13",
        mono && "font-mono",
        leading ? "pl-8" : undefined,
        trailing ? "pr-9" : undefined,
        className,
      )}
    />
  );
  if (!leading && !trailing) return control;
  return (
    <span className="relative block w-full">
      {leading && (
        <span className="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-text-muted [&_svg]:size-4">
          {leading}
        </span>
      )}
      {control}
      {trailing && (
        <span className="absolute inset-y-0 right-1 flex items-center text-12 text-text-muted">{trailing}</span>
      )}
    </span>
  );
}
