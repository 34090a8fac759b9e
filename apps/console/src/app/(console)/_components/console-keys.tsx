"use client";

import { type Shortcut, useShortcuts } from "@peta/ui";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { Place } from "@/features/shell/places.ts";

export interface ConsoleKeysProps {
  places: readonly Place[];
  isPaletteOpen: boolean;
  onPaletteChange: (open: boolean) => void;
  onSignOut: () => void;
}

/** The keyboard of every page: palette, help, search, `g` and a letter. */
export function ConsoleKeys({ places, isPaletteOpen, onPaletteChange }: ConsoleKeysProps) {
  const router = useRouter();
  const [_isHelpOpen, setHelpOpen] = useState(false);
  const shortcuts: Shortcut[] = [
    { keys: "mod+k", label: "Search or jump to", group: "Everywhere", inInputs: true, run: () => onPaletteChange(!isPaletteOpen) },
    { keys: "?", label: "Show the shortcuts", group: "Everywhere", run: () => setHelpOpen(true) },
    { keys: "/", label: "Search on this page", group: "Everywhere", run: focusSearch },
    ...places.map((place) => ({ keys: place.shortcut, label: place.label, group: "Go to", run: () => router.push(place.href) })),
  ];
  useShortcuts(shortcuts);
  return null;
}

function focusSearch() {
  document.querySelector<HTMLInputElement>("main input[type=search]")?.focus();
}
