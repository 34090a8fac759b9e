"use client";

import { createContext, type ReactNode, use, useMemo, useState, useSyncExternalStore } from "react";
import { createThemeStore, type ThemeChoice, type ThemeHost } from "./theme-store.ts";

interface ThemeApi {
  choice: ThemeChoice;
  setChoice: (choice: ThemeChoice) => void;
}

const ThemeContext = createContext<ThemeApi | null>(null);

function browser(): ThemeHost | undefined {
  return typeof window === "undefined" ? undefined : window;
}

/** Keeps `data-theme` on `<html>` in step with the person's choice, over tabs too. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  const [store] = useState(() => createThemeStore(browser));
  const choice = useSyncExternalStore(store.subscribe, store.read, () => "system" as const);
  const api = useMemo(() => ({ choice, setChoice: store.write }), [choice, store]);
  return <ThemeContext value={api}>{children}</ThemeContext>;
}

/** The chosen theme and the way to change it. Throws outside `<ThemeProvider>`. */
export function useTheme(): ThemeApi {
  const api = use(ThemeContext);
  if (!api) throw new Error("useTheme needs a <ThemeProvider> around it; put one at the root of the application.");
  return api;
}
