"use client";

import { Check } from "lucide-react";
import { DropdownMenu as RadixMenu } from "radix-ui";
import { type ReactElement, type ReactNode, useRef, useState } from "react";
import { cn } from "../lib/cn.ts";
import { UiLink } from "../lib/link.tsx";
import { Kbd } from "./kbd.tsx";

export interface DropdownMenuProps {
  /** The button that opens the menu. */
  trigger: ReactElement;
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
  /** The name of the menu when the trigger's own is not enough. */
  label?: string;
  className?: string;
  children: ReactNode;
}

/** A menu of actions under a button. Arrow keys move, letters jump, Esc closes. */
export function DropdownMenu({ trigger, align = "end", side, label, className, children }: DropdownMenuProps) {
  const triggerRef = useRef<HTMLButtonElement>(null);
  const [home, setHome] = useState<HTMLElement | null>(null);
  return (
    // Not modal: a modal menu locks the page by an injected style tag, which a strict CSP refuses.
    <RadixMenu.Root modal={false} onOpenChange={(isOpen) => isOpen && setHome(menuHome(triggerRef.current))}>
      <RadixMenu.Trigger asChild ref={triggerRef}>
        {trigger}
      </RadixMenu.Trigger>
      <RadixMenu.Portal container={home}>
        <RadixMenu.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          className={cn(
            "z-60 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 animate-pop-in overflow-y-auto rounded border border-border bg-surface-1 p-1 text-text shadow-floating",
            className,
          )}
        >
          {children}
        </RadixMenu.Content>
      </RadixMenu.Portal>
    </RadixMenu.Root>
  );
}

/** Where the open menu is put: inside the page's `<main>`, a landmark; beside the page when a dialog hides that. */
function menuHome(trigger: HTMLElement | null): HTMLElement | null {
  return trigger?.closest("[role=dialog]") ? null : document.querySelector("main");
}

const itemClasses =
  "flex min-h-7 w-full select-none items-center gap-2 rounded-sm px-2 py-1 text-13 outline-offset-[-2px] focus-visible:outline-none data-disabled:pointer-events-none data-disabled:opacity-50 data-highlighted:bg-surface-2 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-text-muted";

export interface MenuItemProps {
  icon?: ReactNode;
  /** Keys in the notation of useShortcuts, shown at the right. */
  shortcut?: string;
  danger?: boolean;
  disabled?: boolean;
  /** Makes the item a link. */
  href?: string;
  onSelect?: () => void;
  children: ReactNode;
}

/** One action or link of a DropdownMenu. */
export function MenuItem({ icon, shortcut, danger, disabled, href, onSelect, children }: MenuItemProps) {
  const content = (
    <>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {shortcut && <Kbd keys={shortcut} />}
    </>
  );
  const classes = cn(itemClasses, danger && "text-danger data-highlighted:bg-danger-subtle [&_svg]:text-danger");
  return (
    <RadixMenu.Item asChild={href !== undefined} disabled={disabled} onSelect={onSelect} className={classes}>
      {href === undefined ? content : <UiLink href={href}>{content}</UiLink>}
    </RadixMenu.Item>
  );
}

/** An item that can be ticked; the menu stays open. */
export function MenuCheckboxItem(props: {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  children: ReactNode;
}) {
  return (
    <RadixMenu.CheckboxItem
      checked={props.checked}
      onCheckedChange={props.onCheckedChange}
      onSelect={(event) => event.preventDefault()}
      className={itemClasses}
    >
      <span className="grid size-4 place-items-center">
        <RadixMenu.ItemIndicator>
          <Check aria-hidden className="text-accent!" />
        </RadixMenu.ItemIndicator>
      </span>
      {props.children}
    </RadixMenu.CheckboxItem>
  );
}

/** One choice of several, inside a menu. */
export function MenuRadioGroup(props: {
  label: string;
  value: string;
  onValueChange: (value: string) => void;
  options: readonly { value: string; label: ReactNode; icon?: ReactNode }[];
}) {
  return (
    <RadixMenu.RadioGroup aria-label={props.label} value={props.value} onValueChange={props.onValueChange}>
      {props.options.map((option) => (
        <RadixMenu.RadioItem key={option.value} value={option.value} className={itemClasses}>
          {option.icon}
          <span className="flex-1">{option.label}</span>
          <RadixMenu.ItemIndicator>
            <Check aria-hidden className="text-accent!" />
          </RadixMenu.ItemIndicator>
        </RadixMenu.RadioItem>
      ))}
    </RadixMenu.RadioGroup>
  );
}

export function MenuSeparator() {
  return <RadixMenu.Separator className="-mx-1 my-1 h-px bg-border" />;
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <RadixMenu.Label className="px-2 py-1 text-12 font-medium text-text-muted">{children}</RadixMenu.Label>;
}
