"use client";

import type { Ref, TextareaHTMLAttributes } from "react";
import { cn } from "../lib/cn.ts";
import { useFieldControl } from "./field.tsx";
import { controlClasses } from "./input.tsx";

export interface TextareaProps extends TextareaHTMLAttributes<HTMLTextAreaElement> {
  mono?: boolean;
  ref?: Ref<HTMLTextAreaElement>;
}

/** A text input of several lines; it grows with its content where the browser can. */
export function Textarea({ mono, className, rows = 3, ...rest }: TextareaProps) {
  return (
    <textarea
      {...rest}
      {...useFieldControl(rest)}
      rows={rows}
      className={cn(
        controlClasses,
        "field-sizing-content max-h-96 min-h-18 read-only:bg-surface-2 resize-y px-2.5 py-1.5 text-13",
        mono && "font-mono",
        className,
      )}
    />
  );
}
