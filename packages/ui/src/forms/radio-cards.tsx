"use client";

import { RadioGroup } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";

export interface RadioCardOption<Value extends string> {
  value: Value;
  label: ReactNode;
  description?: ReactNode;
  icon?: ReactNode;
  disabled?: boolean;
}

export interface RadioCardsProps<Value extends string> {
  label: string;
  value: Value | undefined;
  onValueChange: (value: Value) => void;
  options: readonly RadioCardOption<Value>[];
  hideLabel?: boolean;
  /** How many stand beside each other on a wide window. */
  columns?: 2 | 3;
  className?: string;
}

/** One of two to six choices that need a word of explanation. */
export function RadioCards<Value extends string>(props: RadioCardsProps<Value>) {
  return (
    <div className={props.className}>
      <p aria-hidden className={cn("mb-1.5 text-13 font-medium text-text", props.hideLabel && "hidden")}>
        {props.label}
      </p>
      <RadioGroup.Root
        aria-label={props.label}
        value={props.value ?? ""}
        onValueChange={(value) => {
          const option = props.options.find((candidate) => candidate.value === value);
          if (option) props.onValueChange(option.value);
        }}
        className={cn("grid gap-2 sm:grid-cols-2", props.columns === 3 && "lg:grid-cols-3")}
      >
        {props.options.map((option) => (
          <RadioGroup.Item
            key={option.value}
            value={option.value}
            disabled={option.disabled}
            className="group flex items-start gap-3 rounded border border-control bg-surface-1 p-3 text-left transition-colors hover:bg-surface-2 disabled:cursor-not-allowed disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent-subtle data-[state=checked]:shadow-[inset_0_0_0_1px_var(--accent)]"
          >
            <span
              aria-hidden
              className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-control bg-surface-1 group-data-[state=checked]:border-accent"
            >
              <span className="size-2 rounded-full group-data-[state=checked]:bg-accent" />
            </span>
            <span className="min-w-0">
              <span className="flex items-center gap-1.5 text-13 font-medium text-text [&_svg]:size-4 [&_svg]:text-text-muted">
                {option.icon}
                {option.label}
              </span>
              {option.description && <span className="mt-0.5 block text-12 text-text-muted">{option.description}</span>}
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </div>
  );
}
