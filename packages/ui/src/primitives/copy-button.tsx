"use client";

import { Check, Copy, TriangleAlert } from "lucide-react";
import { useCopy } from "../lib/use-copy.ts";
import { Button } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";

export interface CopyButtonProps {
  /** What lands in the clipboard. A function is asked at the press. */
  text: string | (() => string);
  /** What is copied, as the button's name: "Copy token". */
  label?: string;
  /** Shows the label beside the icon. */
  showLabel?: boolean;
  size?: "sm" | "md" | "lg";
  variant?: "primary" | "secondary" | "ghost";
  className?: string;
}

/** Copies text; says "Copied", or how to do it by hand when the browser refuses. */
export function CopyButton({ text, label = "Copy", showLabel, size = "sm", variant, className }: CopyButtonProps) {
  const { state, copy } = useCopy();
  const icon =
    state === "copied" ? (
      <Check aria-hidden className="text-success" />
    ) : state === "failed" ? (
      <TriangleAlert aria-hidden className="text-warning" />
    ) : (
      <Copy aria-hidden />
    );
  const current = state === "copied" ? "Copied" : state === "failed" ? "Select and copy by hand" : label;
  const press = () => void copy(typeof text === "function" ? text() : text);
  return (
    <>
      {showLabel ? (
        <Button size={size} variant={variant ?? "secondary"} icon={icon} onClick={press} className={className}>
          {current}
        </Button>
      ) : (
        <IconButton
          size={size}
          variant={variant ?? "ghost"}
          icon={icon}
          label={current}
          onClick={press}
          className={className}
        />
      )}
      <span role="status" className="sr-only">
        {state === "idle" ? "" : current}
      </span>
    </>
  );
}
