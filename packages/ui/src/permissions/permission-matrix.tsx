"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { cn } from "../lib/cn.ts";
import { FilterBar } from "../lists/filter-bar.tsx";
import { ServerTile } from "../primitives/server-tile.tsx";
import { EmptyState } from "../states/empty-state.tsx";
import { effectWord } from "./effect-badge.tsx";
import { filterEntries } from "./filter-entries.ts";
import type { Effect } from "./layers.ts";
import { type PermissionEntry, PermissionRow } from "./permission-row.tsx";
import { TriStateSwitch } from "./tri-state-switch.tsx";

export interface PermissionGroup {
  id: string;
  title: string;
  /** After the title: "disabled", "open to everybody". */
  subtitle?: ReactNode;
  /** The switch on the whole group. */
  switch: boolean | null;
  /** False hides that switch. */
  switchable?: boolean;
  /** What the server's own default comes down to. */
  defaultMeans?: boolean;
  entries: readonly PermissionEntry[];
}

/** What was switched: a whole group when `entryId` is null. */
export interface PermissionTarget {
  groupId: string;
  entryId: string | null;
}

/** The key of a target in `busyKeys`. */
export function permissionKey({ groupId, entryId }: PermissionTarget): string {
  return entryId === null ? groupId : `${groupId}\u0000${entryId}`;
}

export interface PermissionMatrixProps {
  label: string;
  groups: readonly PermissionGroup[];
  onSwitch: (target: PermissionTarget, value: boolean | null) => void;
  onExplain?: (target: PermissionTarget) => void;
  /** Changes under way, by `permissionKey`. */
  busyKeys?: ReadonlySet<string>;
  disabled?: boolean;
  /** Shown when there are no groups. */
  empty?: ReactNode;
}

const effects: readonly Effect[] = ["allow", "deny", "require_approval", "require_approval_with_step_up"];
const columns = 5;

/** Effective permissions by server: three layers, what comes out, why, and the administrator's switches. */
export function PermissionMatrix(props: PermissionMatrixProps) {
  const [query, setQuery] = useState("");
  const [effect, setEffect] = useState<Effect | null>(null);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const groups = filterEntries(props.groups, query, effect);
  const total = count(props.groups);
  const shown = count(groups);
  const isFiltered = query.trim() !== "" || effect !== null;

  if (props.groups.length === 0) return props.empty;
  function toggle(id: string) {
    setClosed((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }
  return (
    <div>
      <FilterBar
        search={{ value: query, onChange: setQuery, placeholder: "Find a capability", label: "Find a capability" }}
        filters={[
          {
            id: "effect",
            label: "Effect",
            value: effect,
            options: effects.map((value) => ({ value, label: effectWord(value) })),
            onChange: (value) => setEffect(effects.find((known) => known === value) ?? null),
          },
        ]}
        result={isFiltered ? `${shown} of ${total} capabilities` : `${total} capabilities`}
      />
      <div className="overflow-clip rounded border border-border bg-surface-1">
        <table aria-label={props.label} className="w-full border-separate border-spacing-0 text-left text-13">
          <thead className="sticky top-(--shell-top,0px) z-10 text-12 text-text-muted">
            <tr className="[&>th]:h-9 [&>th]:border-b [&>th]:border-border [&>th]:bg-surface-2 [&>th]:px-3 [&>th]:font-medium [&>th]:whitespace-nowrap">
              <th scope="col" className="pl-4!">
                Capability
              </th>
              <th scope="col" className="w-28 max-lg:hidden">
                Danger
              </th>
              <th scope="col" className="w-28 max-md:hidden" title="Server default, administrator, user">
                Layers
              </th>
              <th scope="col" className="w-40 max-sm:hidden">
                Effect
              </th>
              <th scope="col" className="w-36 pr-4! text-right sm:w-48">
                Administrator
              </th>
            </tr>
          </thead>
          {groups.map((group) => (
            <GroupBody
              key={group.id}
              group={group}
              // While something is looked for, what is found is shown.
              isOpen={isFiltered || !closed.has(group.id)}
              onToggle={() => toggle(group.id)}
              matrix={props}
            />
          ))}
          {groups.length === 0 && (
            <tbody>
              <tr>
                <td colSpan={columns}>
                  <EmptyState compact title="No capability fits">
                    Change the search or the filter to see more of the {total}.
                  </EmptyState>
                </td>
              </tr>
            </tbody>
          )}
        </table>
      </div>
    </div>
  );
}

function GroupBody(props: {
  group: PermissionGroup;
  isOpen: boolean;
  onToggle: () => void;
  matrix: PermissionMatrixProps;
}) {
  const { group, matrix, isOpen } = props;
  const isBusy = (entryId: string | null) =>
    matrix.busyKeys?.has(permissionKey({ groupId: group.id, entryId })) ?? false;
  const allowed = group.entries.filter((entry) => entry.effect === "allow").length;
  return (
    <tbody className="[&:last-child>tr:last-child>*]:border-b-0">
      <tr>
        <th scope="rowgroup" colSpan={columns} className="border-b border-border px-3 py-2 font-normal">
          <div className="flex items-center justify-between gap-3 pr-1">
            <button
              type="button"
              aria-expanded={isOpen}
              onClick={props.onToggle}
              className="-ml-1 flex min-w-0 items-center gap-2 rounded py-0.5 pr-2 pl-1 text-left hover:bg-surface-2"
            >
              <ChevronRight
                aria-hidden
                className={cn("size-4 shrink-0 text-text-muted transition-transform", isOpen && "rotate-90")}
              />
              <ServerTile name={group.title} size="sm" />
              <span className="min-w-0 truncate text-13 font-semibold text-text">{group.title}</span>
              {group.subtitle && <span className="text-12 text-text-muted max-sm:hidden">{group.subtitle}</span>}
              <span className="text-12 whitespace-nowrap tabular-nums text-text-muted max-sm:hidden">
                {allowed} of {group.entries.length} allowed
              </span>
            </button>
            {group.switchable !== false && (
              <TriStateSwitch
                label={`Administrator's switch for everything on ${group.title}`}
                value={group.switch}
                onChange={(value) => matrix.onSwitch({ groupId: group.id, entryId: null }, value)}
                defaultMeans={group.defaultMeans}
                busy={isBusy(null)}
                disabled={matrix.disabled}
              />
            )}
          </div>
        </th>
      </tr>
      {isOpen &&
        group.entries.map((entry) => (
          <PermissionRow
            key={entry.id}
            entry={entry}
            onSwitch={(value) => matrix.onSwitch({ groupId: group.id, entryId: entry.id }, value)}
            onExplain={matrix.onExplain && (() => matrix.onExplain?.({ groupId: group.id, entryId: entry.id }))}
            busy={isBusy(entry.id)}
            disabled={matrix.disabled}
          />
        ))}
    </tbody>
  );
}

function count(groups: readonly PermissionGroup[]): number {
  return groups.reduce((sum, group) => sum + group.entries.length, 0);
}
