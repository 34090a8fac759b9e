"use client";

import { X } from "lucide-react";
import { Dialog as RadixDialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import { cn } from "../lib/cn.ts";
import { useLayerFocus } from "../lib/use-layer-focus.ts";
import { IconButton } from "./icon-button.tsx";

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** One sentence under the title, read with it. */
  description?: ReactNode;
  /** The buttons, primary last. */
  footer?: ReactNode;
  size?: "sm" | "md" | "lg";
  /** Esc and a press outside do nothing: for a secret that is shown once. */
  persistent?: boolean;
  children?: ReactNode;
}

const sizes = { sm: "max-w-md", md: "max-w-lg", lg: "max-w-3xl" };

/** The darkened page behind a modal surface. Not Radix's Overlay: that one injects a style tag (see styles/base.css). */
export function Backdrop() {
  const [lock] = useState(() => (window.innerWidth > document.documentElement.clientWidth ? "gutter" : ""));
  return <div data-ui-modal={lock} aria-hidden className="fixed inset-0 z-40 animate-fade-in bg-backdrop" />;
}

/** A modal dialog: focus is trapped, Esc closes, focus returns to what opened it. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  footer,
  size = "md",
  persistent,
  children,
}: DialogProps) {
  const focus = useLayerFocus();
  const refuse = persistent ? (event: Event) => event.preventDefault() : undefined;
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <Backdrop />
        <RadixDialog.Content
          {...focus}
          onEscapeKeyDown={refuse}
          onPointerDownOutside={refuse}
          onInteractOutside={refuse}
          {...(description ? {} : { "aria-describedby": undefined })}
          className={cn(
            "fixed inset-x-3 top-[12dvh] z-50 mx-auto flex max-h-[calc(88dvh-1.5rem)] animate-pop-in flex-col overflow-hidden rounded-lg border border-border bg-surface-1 text-text shadow-floating focus-visible:outline-none",
            sizes[size],
          )}
        >
          <div className="flex items-start justify-between gap-4 px-5 pt-4.5 pb-1">
            <div className="min-w-0">
              <RadixDialog.Title className="text-16 font-semibold">{title}</RadixDialog.Title>
              {description && (
                <RadixDialog.Description className="mt-1 text-13 text-text-muted">
                  {description}
                </RadixDialog.Description>
              )}
            </div>
            {!persistent && (
              <RadixDialog.Close asChild>
                <IconButton
                  label="Close"
                  tooltip={false}
                  icon={<X aria-hidden />}
                  size="sm"
                  className="-mt-1 -mr-2 text-text-muted"
                />
              </RadixDialog.Close>
            )}
          </div>
          <div data-layer-body="" className="min-h-0 flex-1 overflow-y-auto px-5 pt-3 pb-5">
            {children}
          </div>
          {footer && (
            <div className="flex flex-wrap justify-end gap-2 border-t border-border bg-surface-0 px-5 py-3">
              {footer}
            </div>
          )}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
