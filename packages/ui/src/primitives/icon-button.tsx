"use client";

import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";
import { Button, type ButtonProps } from "./button.tsx";
import { Tooltip } from "./tooltip.tsx";

export interface IconButtonProps extends Omit<ButtonProps, "children" | "asChild" | "aria-label"> {
  /** The name of the action, for screen readers and the tooltip. */
  label: string;
  icon: ReactNode;
  /** False where a tooltip would be in the way: the name is then a plain title. */
  tooltip?: boolean;
  tooltipSide?: "top" | "right" | "bottom" | "left";
}

/** A button with only an icon. Its name is required and is shown on hover and focus. */
export function IconButton({
  label,
  icon,
  tooltip = true,
  tooltipSide,
  variant = "ghost",
  size = "md",
  className,
  ...rest
}: IconButtonProps) {
  const square = size === "sm" ? "w-7 px-0" : size === "lg" ? "w-10 px-0" : "w-8 px-0";
  const button = (
    <Button
      {...rest}
      variant={variant}
      size={size}
      className={cn(square, className)}
      aria-label={label}
      title={tooltip ? undefined : label}
    >
      {icon}
    </Button>
  );
  if (!tooltip) return button;
  return (
    <Tooltip content={label} side={tooltipSide}>
      {button}
    </Tooltip>
  );
}
