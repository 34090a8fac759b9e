"use client";

import { ChevronDown } from "lucide-react";
import type { Ref, SelectHTMLAttributes } from "react";
import { cn } from "../lib/cn.ts";
import { useFieldControl } from "./field.tsx";
import { controlClasses } from "./input.tsx";

export interface SelectOption {
  value: string;
  label: string;
  disabled?: boolean;
}

export interface SelectProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, "size" | "multiple" | "children"> {
  options: readonly SelectOption[];
  /** Called with the chosen option's value. */
  onValueChange?: (value: string) => void;
  /** Shown while `value` is "". */
  placeholder?: string;
  size?: "sm" | "md" | "lg";
  ref?: Ref<HTMLSelectElement>;
}

/**
 * One choice of a short list. The browser's own select: it works by keyboard, touch and screen reader everywhere
 * and needs no injected style, which a strict CSP refuses. Newer browsers let us draw its list (styles/base.css).
 */
export function Select({
  options,
  onValueChange,
  onChange,
  placeholder,
  size = "md",
  className,
  ...rest
}: SelectProps) {
  const sizing = { sm: "h-7 pl-2 text-12", md: "h-8 pl-2.5 text-13", lg: "h-10 pl-3 text-14" }[size];
  return (
    <span className={cn("relative block", className)}>
      <select
        {...rest}
        {...useFieldControl(rest)}
        onChange={(event) => {
          onChange?.(event);
          onValueChange?.(event.target.value);
        }}
        className={cn("ui-select truncate pr-8", controlClasses, sizing)}
      >
        {placeholder !== undefined && (
          <option value="" disabled>
            {placeholder}
          </option>
        )}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-text-muted"
      />
    </span>
  );
}
