"use client";

import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { cn } from "../lib/cn.ts";
import { useShortcuts } from "../patterns/use-shortcuts.ts";
import { rowAfterKey } from "./row-keys.ts";

export interface PickGroup<Item> {
  id: string;
  /** Heading of the group. */
  label: string;
  items: readonly Item[];
  /** Instead of items, when there are none. */
  empty?: ReactNode;
}

export interface PickListProps<Item> {
  /** The name of the list. */
  label: string;
  groups: readonly PickGroup<Item>[];
  itemKey: (item: Item) => string;
  selectedKey: string | null;
  /** A press, `j`/`k`, the arrows: what is picked is shown beside the list. */
  onPick: (item: Item) => void;
  /** Text and signs, no controls. */
  children: (item: Item) => ReactNode;
  className?: string;
}

/** A list whose picked item is shown beside it: `j` and `k` from anywhere on the page move the pick. */
export function PickList<Item>({
  label,
  groups,
  itemKey,
  selectedKey,
  onPick,
  children,
  className,
}: PickListProps<Item>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);
  const items = groups.flatMap((group) => group.items);
  const picked = items.findIndex((item) => itemKey(item) === selectedKey);

  function move(key: string) {
    const next = picked < 0 ? (items.length > 0 ? 0 : null) : rowAfterKey(key, picked, items.length);
    const item = next === null ? undefined : items[next];
    if (!item) return false;
    wantsFocus.current = true;
    if (next !== picked) onPick(item);
    return true;
  }
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    list.current?.querySelector<HTMLElement>('[role="option"][aria-selected="true"]')?.focus();
  });
  useShortcuts([
    { keys: "j", label: "Next", run: () => move("j") },
    { keys: "k", label: "Previous", run: () => move("k") },
  ]);

  function onKeyDown(event: React.KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || !move(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div
      ref={list}
      role="listbox"
      aria-label={label}
      tabIndex={items.length === 0 ? 0 : -1}
      onKeyDown={(event) => {
        if (/^(j|k|Arrow(Up|Down)|Home|End|PageUp|PageDown)$/.test(event.key)) onKeyDown(event);
      }}
      className={cn("min-w-0 overflow-clip rounded border border-border bg-surface-1", className)}
    >
      {groups.map((group) => (
        <div
          key={group.id}
          role="group"
          aria-labelledby={`${id}-${group.id}`}
          className="not-first:border-t not-first:border-border"
        >
          <p
            id={`${id}-${group.id}`}
            role="presentation"
            className="flex justify-between border-b border-border bg-surface-2 px-3 py-1.5 text-12 font-medium text-text-muted"
          >
            {group.label}
            {group.items.length > 0 && <span className="tabular-nums">{group.items.length}</span>}
          </p>
          {group.items.length === 0 && group.empty}
          {group.items.map((item) => {
            const key = itemKey(item);
            const isPicked = key === selectedKey;
            return (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the list around it has the keys
              <div
                key={key}
                role="option"
                aria-selected={isPicked}
                tabIndex={isPicked || (picked < 0 && item === items[0]) ? 0 : -1}
                onClick={() => onPick(item)}
                className={cn(
                  "cursor-pointer border-b border-border px-3 py-2.5 text-13 last:border-b-0 hover:bg-surface-2 focus-visible:-outline-offset-2",
                  isPicked && "bg-accent-subtle shadow-[inset_2px_0_0_var(--accent)] hover:bg-accent-subtle",
                )}
              >
                {children(item)}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}
