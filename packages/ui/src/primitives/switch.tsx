"use client";

import { LoaderCircle } from "lucide-react";
import { Switch as RadixSwitch } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "../lib/cn.ts";
import { useFieldControl } from "./field.tsx";

export interface SwitchProps extends ComponentProps<typeof RadixSwitch.Root> {
  /** The change is on its way to Core: the knob shows a spinner and presses are ignored. */
  busy?: boolean;
}

/** On or off, with effect at once. Name it by a Field or `aria-label`. */
export function Switch({ busy = false, className, onCheckedChange, ...props }: SwitchProps) {
  return (
    <RadixSwitch.Root
      {...props}
      {...useFieldControl(props)}
      aria-busy={busy || undefined}
      onCheckedChange={busy ? undefined : onCheckedChange}
      className={cn(
        "inline-flex h-5 w-8.5 shrink-0 items-center rounded-full border border-transparent bg-control p-0.5 transition-colors hover:bg-text-muted disabled:cursor-not-allowed disabled:opacity-50 data-[state=checked]:bg-accent data-[state=checked]:hover:bg-accent-hover",
        className,
      )}
    >
      <RadixSwitch.Thumb className="grid size-3.5 place-items-center rounded-full bg-surface-1 text-text transition-transform data-[state=checked]:translate-x-3.5">
        {busy && <LoaderCircle aria-hidden className="size-3 animate-spin" />}
      </RadixSwitch.Thumb>
    </RadixSwitch.Root>
  );
}
