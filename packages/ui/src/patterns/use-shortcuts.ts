"use client";

import { useEffect, useMemo, useRef } from "react";
import { createSequenceMatcher } from "./shortcut-keys.ts";

export interface Shortcut {
  /** "j", "g s", "mod+k", "?" (see parseShortcut). */
  keys: string;
  /** What it does, as the shortcuts dialog says it. */
  label: string;
  /** Heading in the shortcuts dialog. */
  group?: string;
  run: () => void;
  /** Also while typing in an input. Only for shortcuts with a modifier. */
  inInputs?: boolean;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement)
    return !["checkbox", "radio", "button", "submit", "range"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/**
 * Binds shortcuts to the page while the component is mounted. Ignored while typing, in open menus and dialogs (their
 * own keys win), and when another handler has taken the key.
 */
export function useShortcuts(shortcuts: readonly Shortcut[], options: { enabled?: boolean } = {}): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  const enabled = options.enabled ?? true;
  const signature = shortcuts.map((shortcut) => shortcut.keys).join("\n");
  const matcher = useMemo(() => createSequenceMatcher(signature ? signature.split("\n") : []), [signature]);

  useEffect(() => {
    if (!enabled) return;
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing || event.repeat) return;
      const typing = isTyping(event.target);
      if (typing && !(event.ctrlKey || event.metaKey)) return;
      const inLayer =
        event.target instanceof Element && event.target.closest("[role=dialog],[role=menu],[role=alertdialog]");
      const matched = matcher.press(event, event.timeStamp);
      const shortcut = matched === null ? undefined : current.current.find(({ keys }) => keys === matched);
      if (!shortcut || ((typing || inLayer) && !shortcut.inInputs)) return;
      event.preventDefault();
      shortcut.run();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [enabled, matcher]);
}
