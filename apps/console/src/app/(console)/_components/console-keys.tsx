"use client";

import { CommandPalette, type Shortcut, ShortcutHelp, useShortcuts } from "@peta/ui";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { Place } from "@/features/shell/places.ts";
import { PageShortcutsProvider } from "@/features/shell/page-shortcuts.tsx";
import { rankCommands } from "@/features/shell/rank-commands.ts";
import { useCommands } from "./use-commands.tsx";

export interface ConsoleKeysProps {
  places: readonly Place[];
  isPaletteOpen: boolean;
  onPaletteChange: (open: boolean) => void;
  onSignOut: () => void;
  children: React.ReactNode;
}

/** The keyboard of every page: palette, help, search, `g` and a letter; pages add their own to the help. */
export function ConsoleKeys({ places, isPaletteOpen, onPaletteChange, onSignOut, children }: ConsoleKeysProps) {
  const router = useRouter();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [ofPage, setOfPage] = useState<readonly Shortcut[]>([]);
  const [query, setQuery] = useState("");
  const commands = useCommands({ places, isWanted: isPaletteOpen, onSignOut, onHelp: () => setHelpOpen(true) });
  function changePalette(open: boolean) {
    setQuery("");
    onPaletteChange(open);
  }
  const shortcuts: Shortcut[] = [
    {
      keys: "mod+k",
      label: "Search or jump to",
      group: "Everywhere",
      inInputs: true,
      run: () => changePalette(!isPaletteOpen),
    },
    { keys: "?", label: "Show the shortcuts", group: "Everywhere", run: () => setHelpOpen(true) },
    { keys: "/", label: "Search on this page", group: "Everywhere", run: focusSearch },
    ...places.map((place) => ({
      keys: place.shortcut,
      label: place.label,
      group: "Go to",
      run: () => router.push(place.href),
    })),
  ];
  useShortcuts(shortcuts);
  return (
    <PageShortcutsProvider onChange={setOfPage}>
      {children}
      <CommandPalette
        open={isPaletteOpen}
        onOpenChange={changePalette}
        commands={rankCommands(commands, query)}
        onQueryChange={setQuery}
        onNavigate={(href) => router.push(href)}
      />
      <ShortcutHelp open={isHelpOpen} onOpenChange={setHelpOpen} shortcuts={[...shortcuts, ...inLists, ...ofPage]} />
    </PageShortcutsProvider>
  );
}

/** Bound by the tables themselves. */
const inLists = [
  { keys: "j", label: "Next row", group: "In a list" },
  { keys: "k", label: "Previous row", group: "In a list" },
  { keys: "enter", label: "Open the row", group: "In a list" },
];

function focusSearch() {
  document.querySelector<HTMLInputElement>("main input[type=search]")?.focus();
}
