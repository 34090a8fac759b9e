import { cn, isNavItemActive, type NavItem, UiLink } from "@peta/ui";

/** The places at the foot of a narrow window. */
export function TabBar({ items, currentPath }: { items: readonly NavItem[]; currentPath: string }) {
  return (
    <nav aria-label="Main" className="shrink-0 border-t border-border bg-surface-1 md:hidden">
      <ul className="m-0 grid list-none auto-cols-fr grid-flow-col p-0">
        {items.map((item) => {
          const isActive = isNavItemActive(item, currentPath);
          return (
            <li key={item.href}>
              <UiLink
                href={item.href}
                aria-current={isActive ? "page" : undefined}
                className={cn(
                  "relative flex h-14 flex-col items-center justify-center gap-0.5 text-12 font-medium focus-visible:-outline-offset-2 [&_svg]:size-5",
                  isActive
                    ? "text-accent before:absolute before:inset-x-3 before:top-0 before:h-0.5 before:bg-accent"
                    : "text-text-muted",
                )}
              >
                {item.icon}
                {/* Five names share the width of a small window. */}
                {item.label.replace("Own credentials", "Credentials")}
                {item.count !== undefined && item.count > 0 && (
                  <span className="absolute top-1.5 left-1/2 ml-1.5 rounded-full bg-accent px-1.5 text-12 leading-4 text-accent-foreground tabular-nums">
                    {item.count > 99 ? "99+" : item.count}
                    <span className="sr-only"> waiting</span>
                  </span>
                )}
              </UiLink>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
