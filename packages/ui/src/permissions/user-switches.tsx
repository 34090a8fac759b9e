"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { cn } from "../lib/cn.ts";
import { FilterBar } from "../lists/filter-bar.tsx";
import { ServerTile } from "../primitives/server-tile.tsx";
import { Switch } from "../primitives/switch.tsx";
import { EmptyState } from "../states/empty-state.tsx";
import { permissionKey, type PermissionTarget } from "./permission-matrix.tsx";
import { type UserSwitchEntry, UserSwitchRow } from "./user-switch-row.tsx";
import type { DangerLevel } from "../primitives/danger-badge.tsx";

export interface UserSwitchGroup {
  id: string;
  title: string;
  /** After the title: "sleeping", "needs your own values". */
  subtitle?: ReactNode;
  /** The user's switch on the whole group; only false says something. */
  enabled: boolean | null;
  entries: readonly UserSwitchEntry[];
}

export interface UserSwitchesProps {
  label: string;
  groups: readonly UserSwitchGroup[];
  /** Off, or back to what the layers above say. */
  onSwitch: (target: PermissionTarget, isOn: boolean) => void;
  /** A level above the administrator's; null takes it back. */
  onRaise: (target: PermissionTarget, level: DangerLevel | null) => void;
  /** Changes under way, by `permissionKey`. */
  busyKeys?: ReadonlySet<string>;
  disabled?: boolean;
  /** Shown when there are no groups. */
  empty?: ReactNode;
}

/** What one client of a person may use: each thing can be switched off, or asked for more often. Never widened. */
export function UserSwitches(props: UserSwitchesProps) {
  const [query, setQuery] = useState("");
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const word = query.trim().toLowerCase();
  if (props.groups.length === 0) return props.empty;
  const groups = props.groups
    .map((group) => ({ ...group, entries: group.entries.filter((entry) => fits(entry, word)) }))
    .filter((group) => word === "" || group.entries.length > 0);
  function toggle(id: string) {
    setClosed((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }
  const total = props.groups.reduce((sum, group) => sum + group.entries.length, 0);
  return (
    <div>
      <FilterBar
        search={{
          value: query,
          onChange: setQuery,
          placeholder: "Find a tool",
          label: "Find a tool, resource or prompt",
        }}
        result={`${groups.reduce((sum, group) => sum + group.entries.length, 0)} of ${total}`}
      />
      <div role="group" aria-label={props.label} className="grid gap-3">
        {groups.map((group) => (
          <Group
            key={group.id}
            group={group}
            isOpen={word !== "" || !closed.has(group.id)}
            onToggle={() => toggle(group.id)}
            of={props}
          />
        ))}
        {groups.length === 0 && <EmptyState compact title="Nothing fits" />}
      </div>
    </div>
  );
}

const fits = (entry: UserSwitchEntry, word: string): boolean =>
  word === "" || `${entry.name} ${entry.title ?? ""} ${entry.description ?? ""}`.toLowerCase().includes(word);

function Group(props: { group: UserSwitchGroup; isOpen: boolean; onToggle: () => void; of: UserSwitchesProps }) {
  const { group, isOpen, of } = props;
  const isOn = group.enabled !== false;
  const target = (entryId: string | null): PermissionTarget => ({ groupId: group.id, entryId });
  const isBusy = (entryId: string | null) => of.busyKeys?.has(permissionKey(target(entryId))) ?? false;
  return (
    <section aria-label={group.title} className="overflow-clip rounded border border-border bg-surface-1">
      <div className="flex items-center justify-between gap-3 border-b border-border bg-surface-2 py-2 pr-3 pl-2">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={props.onToggle}
          className="flex min-w-0 items-center gap-2 rounded py-0.5 pr-2 pl-1 text-left hover:bg-surface-3"
        >
          <ChevronRight
            aria-hidden
            className={cn("size-4 shrink-0 text-text-muted transition-transform", isOpen && "rotate-90")}
          />
          <ServerTile name={group.title} size="sm" />
          <span className="min-w-0 truncate text-13 font-semibold text-text">{group.title}</span>
          {group.subtitle && <span className="text-12 text-text-muted max-sm:hidden">{group.subtitle}</span>}
        </button>
        <Switch
          aria-label={`Everything on ${group.title}`}
          checked={isOn}
          busy={isBusy(null)}
          disabled={of.disabled}
          onCheckedChange={(checked) => of.onSwitch(target(null), checked)}
        />
      </div>
      {isOpen && group.entries.length === 0 && (
        <p className="px-3 py-2.5 text-13 text-text-muted">It offers nothing to this client.</p>
      )}
      {isOpen && group.entries.length > 0 && (
        <ul className="@container m-0 list-none divide-y divide-border p-0">
          {group.entries.map((entry) => (
            <UserSwitchRow
              key={entry.id}
              entry={entry}
              isGroupOn={isOn}
              busy={isBusy(entry.id)}
              disabled={of.disabled}
              onSwitch={(checked) => of.onSwitch(target(entry.id), checked)}
              onRaise={(level) => of.onRaise(target(entry.id), level)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
