"use client";

import { type Shortcut, useShortcuts } from "@peta/ui";
import { createContext, type ReactNode, use, useEffect } from "react";

const PageShortcutsContext = createContext<(shortcuts: readonly Shortcut[]) => void>(() => {});

/** Hears which shortcuts the page in it has, for the help. */
export function PageShortcutsProvider(props: {
  onChange: (shortcuts: readonly Shortcut[]) => void;
  children: ReactNode;
}) {
  return <PageShortcutsContext value={props.onChange}>{props.children}</PageShortcutsContext>;
}

/** Binds shortcuts of one page and lists them in the help while it is open. */
export function usePageShortcuts(shortcuts: readonly Omit<Shortcut, "group">[]): void {
  const own = shortcuts.map((shortcut) => ({ ...shortcut, group: "This page" }));
  useShortcuts(own);
  const announce = use(PageShortcutsContext);
  const signature = own.map(({ keys, label }) => `${keys} ${label}`).join("\n");
  useEffect(() => {
    announce(own);
    return () => announce([]);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what is listed changes only with the signature
  }, [announce, signature]);
}
