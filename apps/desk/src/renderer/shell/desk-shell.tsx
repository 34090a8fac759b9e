import { ConnectionState, NavRail, ShortcutHelp, useShortcuts } from "@peta/ui";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useConnection } from "../desk/desk-state.tsx";
import { hrefTo, navigate, usePath } from "../router/route.ts";
import { Banners } from "./banners.tsx";
import { ConnectionSwitch } from "./connection-switch.tsx";
import { navItems } from "./nav-items.tsx";
import { PAGE_KEYS } from "./page-keys.ts";
import { TabBar } from "./tab-bar.tsx";
import { connectionMark } from "./connection-words.ts";

/** A rail beside the page; in a narrow window a bar above and tabs below it. */
export function DeskShell({ children }: { children: ReactNode }) {
  const connection = useConnection();
  const path = usePath();
  const [showsKeys, setShowsKeys] = useState(false);
  const main = useRef<HTMLElement>(null);
  const items = navItems(connection.waiting);
  const goTo: Record<string, string> = {
    "g a": hrefTo.approvals(),
    "g c": hrefTo.clients(),
    "g o": hrefTo.credentials(),
    "g s": hrefTo.sessions(),
    "g ,": hrefTo.settings(),
  };
  useShortcuts([
    ...items.flatMap(({ shortcut, label }) =>
      shortcut === undefined
        ? []
        : [{ keys: shortcut, label: `Go to ${label.toLowerCase()}`, run: () => navigate(goTo[shortcut] ?? "") }],
    ),
    { keys: "?", label: "Show the keys", run: () => setShowsKeys(true) },
  ]);
  // Moving by keys or links starts at the page, not where the last one was left.
  const page = path.split("/")[1];
  useEffect(() => {
    document.title = `${items.find(({ href }) => href === `/${page}`)?.label ?? "Approvals"} · Peta Desk`;
    main.current?.scrollTo(0, 0);
    // oxlint-disable-next-line react/exhaustive-deps -- the labels never change
  }, [page]);
  const mark = connectionMark(connection);
  return (
    <div className="flex h-dvh bg-surface-0 text-text">
      <a
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
        className="sr-only z-70 rounded bg-accent px-3 py-2 text-13 font-medium text-accent-foreground focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <div className="hidden w-56 shrink-0 flex-col border-r border-border bg-surface-1 md:flex">
        <NavRail
          sections={[{ items }]}
          currentPath={path}
          head={<ConnectionSwitch />}
          footer={<ConnectionState {...mark} />}
        />
      </div>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="flex h-13 shrink-0 items-center justify-between gap-3 border-b border-border bg-surface-1 px-3 md:hidden">
          <ConnectionSwitch />
          <ConnectionState {...mark} />
        </header>
        <Banners />
        <main id="main" ref={main} tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto focus-visible:outline-none">
          <div className="mx-auto w-full max-w-300 px-4 py-5 sm:px-6">{children}</div>
        </main>
        <TabBar items={items} currentPath={path} />
      </div>
      <ShortcutHelp open={showsKeys} onOpenChange={setShowsKeys} shortcuts={PAGE_KEYS} />
    </div>
  );
}
