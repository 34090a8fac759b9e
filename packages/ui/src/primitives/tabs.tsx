"use client";

import { Tabs as RadixTabs } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";

export interface TabItem {
  value: string;
  label: ReactNode;
  count?: number;
  content?: ReactNode;
}

export interface TabsProps {
  /** The name of the tab list for screen readers. */
  label: string;
  items: readonly TabItem[];
  /** Controlled value; keep it in the URL so that a copied link opens the same tab. */
  value?: string;
  defaultValue?: string;
  onValueChange?: (value: string) => void;
  className?: string;
}

/** Underlined tabs with their panels. Arrow keys move, only the chosen panel is mounted. */
export function Tabs({ label, items, value, defaultValue, onValueChange, className }: TabsProps) {
  return (
    <RadixTabs.Root
      value={value}
      defaultValue={value === undefined ? (defaultValue ?? items[0]?.value) : undefined}
      onValueChange={onValueChange}
      className={cn("min-w-0", className)}
    >
      <RadixTabs.List aria-label={label} className="flex gap-1 overflow-x-auto border-b border-border">
        {items.map((item) => (
          <RadixTabs.Trigger
            key={item.value}
            value={item.value}
            className="-mb-px inline-flex h-9 items-center gap-1.5 border-b-2 border-transparent px-2.5 text-13 font-medium whitespace-nowrap text-text-muted transition-colors hover:text-text focus-visible:-outline-offset-2 focus-visible:rounded data-[state=active]:border-accent data-[state=active]:text-text"
          >
            {item.label}
            {item.count !== undefined && (
              <span className="rounded-full bg-surface-3 px-1.5 text-12 font-medium tabular-nums text-text-muted">
                {item.count}
              </span>
            )}
          </RadixTabs.Trigger>
        ))}
      </RadixTabs.List>
      {items.map((item) => (
        <RadixTabs.Content key={item.value} value={item.value} className="pt-4">
          {item.content}
        </RadixTabs.Content>
      ))}
    </RadixTabs.Root>
  );
}
