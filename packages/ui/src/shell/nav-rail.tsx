"use client";

import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";
import { UiLink } from "../lib/link.tsx";
import { Kbd } from "../primitives/kbd.tsx";
import { isNavItemActive, type NavItem, type NavSection } from "./nav.ts";

export interface NavRailProps {
  sections: readonly NavSection[];
  currentPath: string;
  /** The name of the landmark. */
  label?: string;
  /** Above the places: workspace and, in a drawer, its close button. */
  head?: ReactNode;
  footer?: ReactNode;
  onNavigate?: () => void;
}

/** The list of places, grouped. The place one is at is marked by shape, weight and `aria-current`. */
export function NavRail({ sections, currentPath, label = "Main", head, footer, onNavigate }: NavRailProps) {
  return (
    <nav aria-label={label} className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-13 shrink-0 items-center justify-between gap-2 border-b border-border pr-2 pl-4">
        {head}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2.5 py-2">
        {sections.map((section, index) => (
          <div key={section.label ?? index} className={cn(index > 0 && "mt-5")}>
            {section.label && <p className="px-2 pb-1 text-12 font-medium text-text-muted">{section.label}</p>}
            <ul className="m-0 grid list-none gap-px p-0">
              {section.items.map((item) => (
                <li key={item.href}>
                  <NavLink item={item} isActive={isNavItemActive(item, currentPath)} onNavigate={onNavigate} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
      {footer && <div className="border-t border-border p-2.5">{footer}</div>}
    </nav>
  );
}

function NavLink(props: { item: NavItem; isActive: boolean; onNavigate?: (() => void) | undefined }) {
  const { item, isActive } = props;
  return (
    <UiLink
      href={item.href}
      aria-current={isActive ? "page" : undefined}
      onClick={props.onNavigate}
      className={cn(
        "group relative flex h-8 items-center gap-2.5 rounded px-2 text-13 font-medium transition-colors focus-visible:outline-offset-0 [&_svg]:size-4 [&_svg]:shrink-0",
        isActive
          ? "bg-surface-3 text-text before:absolute before:inset-y-2 before:-left-2.5 before:w-0.75 before:rounded-r-full before:bg-accent [&_svg]:text-accent"
          : "text-text-muted hover:bg-surface-2 hover:text-text",
      )}
    >
      {item.icon}
      <span className="min-w-0 flex-1 truncate">{item.label}</span>
      {item.count !== undefined && item.count > 0 && (
        <span className="rounded-full bg-accent-subtle px-1.5 text-12 tabular-nums text-accent">
          {item.count > 99 ? "99+" : item.count}
          <span className="sr-only"> waiting</span>
        </span>
      )}
      {item.shortcut && !item.count && (
        <Kbd
          keys={item.shortcut}
          className="opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100"
        />
      )}
    </UiLink>
  );
}
