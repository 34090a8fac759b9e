"use client";

import { X } from "lucide-react";
import { Dialog as RadixDialog } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";
import { useLayerFocus } from "../lib/use-layer-focus.ts";
import { Backdrop } from "./dialog.tsx";
import { IconButton } from "./icon-button.tsx";

export interface SidePanelProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** Under the title: state, since when. */
  description?: ReactNode;
  /** Beside the close button: "Open full page", a menu. */
  actions?: ReactNode;
  /** Buttons that stay in view at the bottom. */
  footer?: ReactNode;
  size?: "md" | "lg";
  children?: ReactNode;
}

/** A sheet from the right for one row of a list. Focus is trapped, Esc closes, focus returns to the row. */
export function SidePanel({
  open,
  onOpenChange,
  title,
  description,
  actions,
  footer,
  size = "md",
  children,
}: SidePanelProps) {
  const focus = useLayerFocus();
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <Backdrop />
        <RadixDialog.Content
          {...focus}
          {...(description ? {} : { "aria-describedby": undefined })}
          className={cn(
            "fixed inset-y-0 right-0 z-50 flex w-full animate-slide-in flex-col border-l border-border bg-surface-1 text-text shadow-floating focus-visible:outline-none",
            size === "lg" ? "max-w-3xl" : "max-w-xl",
          )}
        >
          <header className="flex items-start justify-between gap-3 border-b border-border px-5 py-3.5">
            <div className="min-w-0">
              <RadixDialog.Title className="text-16 font-semibold break-words">{title}</RadixDialog.Title>
              {description && (
                <RadixDialog.Description asChild>
                  <div className="mt-0.5 text-13 text-text-muted">{description}</div>
                </RadixDialog.Description>
              )}
            </div>
            <div className="-mr-2 flex shrink-0 items-center gap-1">
              {actions}
              <RadixDialog.Close asChild>
                <IconButton label="Close" tooltip={false} icon={<X aria-hidden />} className="text-text-muted" />
              </RadixDialog.Close>
            </div>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          {footer && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-border px-5 py-3">{footer}</footer>
          )}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
