"use client";

import { LoaderCircle } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { cn } from "../lib/cn.ts";
import { type TriState, triStateOf, valueOfTriState } from "./layers.ts";

export interface TriStateSwitchProps {
  /** true on, false off, null: the layer says nothing and the server's default speaks. */
  value: boolean | null;
  onChange: (value: boolean | null) => void;
  /** What is switched: "Administrator's switch for notes::add". */
  label: string;
  /** What the default comes down to, for the tooltip. */
  defaultMeans?: boolean;
  /** The change is on its way: presses are ignored. */
  busy?: boolean;
  disabled?: boolean;
  className?: string;
}

const positions: readonly { state: TriState; word: string; checked: string }[] = [
  { state: "off", word: "Off", checked: "data-[state=checked]:bg-danger-subtle data-[state=checked]:text-danger" },
  { state: "default", word: "Default", checked: "data-[state=checked]:bg-surface-1 data-[state=checked]:text-text" },
  { state: "on", word: "On", checked: "data-[state=checked]:bg-success-subtle data-[state=checked]:text-success" },
];

/** Off, default or on. Arrow keys move between the three. */
export function TriStateSwitch({
  value,
  onChange,
  label,
  defaultMeans,
  busy,
  disabled,
  className,
}: TriStateSwitchProps) {
  const isWaiting = (state: TriState) => busy && state === triStateOf(value);
  return (
    <span className={cn("inline-flex align-top", className)}>
      <RadioGroup.Root
        aria-label={label}
        aria-busy={busy || undefined}
        orientation="horizontal"
        loop={false}
        value={triStateOf(value)}
        disabled={disabled}
        onValueChange={(state) => {
          if (!busy) onChange(valueOfTriState(state));
        }}
        className="inline-flex rounded border border-border bg-surface-2 p-px"
      >
        {positions.map(({ state, word, checked }) => (
          <RadioGroup.Item
            key={state}
            value={state}
            title={
              state === "default" && defaultMeans !== undefined ? `Default: ${defaultMeans ? "on" : "off"}` : undefined
            }
            className={cn(
              "relative h-6 rounded-sm border border-transparent px-1.5 text-12 sm:px-2 font-medium text-text-muted transition-colors hover:text-text focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:opacity-60 data-[state=checked]:border-border-strong",
              checked,
            )}
          >
            <span className={cn(isWaiting(state) && "opacity-0")}>{word}</span>
            {isWaiting(state) && (
              <span className="absolute inset-0 grid place-items-center">
                <LoaderCircle aria-hidden className="size-3.5 animate-spin" />
              </span>
            )}
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </span>
  );
}
