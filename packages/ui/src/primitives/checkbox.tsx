"use client";

import { Check, Minus } from "lucide-react";
import { Checkbox as RadixCheckbox } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "../lib/cn.ts";
import { useFieldControl } from "./field.tsx";

export type CheckboxProps = ComponentProps<typeof RadixCheckbox.Root>;

/** A checkbox with three states (`checked` true, false or "indeterminate"). Name it by a Field or `aria-label`. */
export function Checkbox({ className, ...props }: CheckboxProps) {
  return (
    <RadixCheckbox.Root
      {...props}
      {...useFieldControl(props)}
      className={cn(
        "group grid size-4 shrink-0 place-items-center rounded-sm border border-control bg-surface-1 text-accent-foreground transition-colors hover:border-accent disabled:cursor-not-allowed disabled:opacity-50 aria-invalid:border-danger data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent",
        className,
      )}
    >
      <RadixCheckbox.Indicator>
        <Check aria-hidden strokeWidth={3.5} className="size-3 group-data-[state=indeterminate]:hidden" />
        <Minus aria-hidden strokeWidth={3.5} className="hidden size-3 group-data-[state=indeterminate]:block" />
      </RadixCheckbox.Indicator>
    </RadixCheckbox.Root>
  );
}
