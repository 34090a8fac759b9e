import type { ReactNode } from "react";

export interface NavItem {
  href: string;
  label: string;
  icon: ReactNode;
  /** How many wait there; hidden at 0. */
  count?: number;
  /** Keys that go there, shown in the tooltip: "g s". Bind them with useShortcuts. */
  shortcut?: string;
  /** Active only on exactly this path; for the root. */
  exact?: boolean;
}

export interface NavSection {
  label?: string;
  items: readonly NavItem[];
}

function trimmed(path: string): string {
  const bare = path.split(/[?#]/, 1)[0] ?? "";
  return bare.length > 1 ? bare.replace(/\/+$/, "") : bare;
}

/** Whether `path` (a query may hang on it) is the item's page or lies under it. */
export function isNavItemActive(item: Pick<NavItem, "href" | "exact">, path: string): boolean {
  const here = trimmed(path);
  const there = trimmed(item.href);
  if (item.exact || there === "/") return here === there;
  return here === there || here.startsWith(`${there}/`);
}
