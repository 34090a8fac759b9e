"use client";

import type { Shortcut } from "../patterns/use-shortcuts.ts";
import { Dialog } from "../primitives/dialog.tsx";
import { Kbd } from "../primitives/kbd.tsx";
import { commandGroups } from "./command-groups.ts";

export interface ShortcutHelpProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  shortcuts: readonly Pick<Shortcut, "keys" | "label" | "group">[];
}

/** What the keyboard can do here. Opened by `?`, which the application binds. */
export function ShortcutHelp({ open, onOpenChange, shortcuts }: ShortcutHelpProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts" size="lg">
      {/* In a low window it scrolls, which the keyboard must be able to do. */}
      <div tabIndex={0} className="grid gap-x-10 gap-y-6 rounded sm:grid-cols-2">
        {commandGroups(shortcuts).map(([group, entries]) => (
          <section key={group}>
            <h3 className="mb-1.5 text-12 font-medium text-text-muted">{group}</h3>
            <dl className="m-0">
              {entries.map((shortcut) => (
                <div
                  key={shortcut.keys}
                  className="flex min-h-8 items-center justify-between gap-4 border-b border-border last:border-b-0"
                >
                  <dt className="text-13 text-text">{shortcut.label}</dt>
                  <dd className="m-0">
                    <Kbd keys={shortcut.keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
