"use client";

import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { cn } from "../lib/cn.ts";

export const buttonVariants = cva(
  "relative inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded border font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-70 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "border-transparent bg-accent text-accent-foreground hover:bg-accent-hover",
        secondary: "border-border-strong bg-surface-1 text-text hover:bg-surface-2 active:bg-surface-3",
        ghost: "border-transparent bg-transparent text-text hover:bg-surface-2 active:bg-surface-3",
        danger: "border-transparent bg-danger text-danger-foreground hover:bg-danger-hover",
        "danger-outline": "border-border-strong bg-surface-1 text-danger hover:border-danger hover:bg-danger-subtle",
      },
      size: {
        sm: "h-7 px-2.5 text-12 [&_svg]:size-3.5",
        md: "h-8 px-3 text-13 [&_svg]:size-4",
        lg: "h-10 px-4 text-14 [&_svg]:size-4",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement>, VariantProps<typeof buttonVariants> {
  /** Draws the only child (a link) with the button's look. `icon` and `busy` do not apply then. */
  asChild?: boolean;
  /** Work is under way: the label stays for its width, a spinner covers it, presses are ignored, focus is kept. */
  busy?: boolean;
  /** What a screen reader hears while busy. */
  busyLabel?: string;
  icon?: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/** A push button. Default `secondary`; one `primary` per view. */
export function Button({
  variant,
  size,
  asChild,
  busy = false,
  busyLabel = "Working",
  icon,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  const classes = cn(buttonVariants({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      {...rest}
      // A busy submit button would still submit its form on Enter.
      type={busy ? "button" : type}
      className={classes}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? undefined : onClick}
    >
      <span className={cn("inline-flex items-center gap-1.5", busy && "opacity-0")}>
        {icon}
        {children}
      </span>
      {busy && (
        <span className="absolute inset-0 grid place-items-center">
          <LoaderCircle aria-hidden className="animate-spin" />
          <span className="sr-only">{busyLabel}</span>
        </span>
      )}
    </button>
  );
}
