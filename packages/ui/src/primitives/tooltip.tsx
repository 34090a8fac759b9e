"use client";

import { Tooltip as RadixTooltip } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

export interface TooltipProps {
  /** The text shown. Nothing is drawn around the child when it is empty. */
  content: ReactNode;
  /** The element that is described; it must take focus for the keyboard to reach the text. */
  children: ReactElement;
  side?: "top" | "right" | "bottom" | "left";
  delayMs?: number;
}

/** A short explanation on hover and focus. Never the only place of a fact that is needed to decide. */
export function Tooltip({ content, children, side = "top", delayMs = 300 }: TooltipProps) {
  if (!content) return children;
  return (
    <RadixTooltip.Provider delayDuration={delayMs} skipDelayDuration={100}>
      <RadixTooltip.Root>
        <RadixTooltip.Trigger asChild>{children}</RadixTooltip.Trigger>
        <RadixTooltip.Portal>
          <RadixTooltip.Content
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="z-60 max-w-72 animate-fade-in rounded bg-text px-2 py-1 text-12 text-surface-1 shadow-floating"
          >
            {content}
          </RadixTooltip.Content>
        </RadixTooltip.Portal>
      </RadixTooltip.Root>
    </RadixTooltip.Provider>
  );
}
