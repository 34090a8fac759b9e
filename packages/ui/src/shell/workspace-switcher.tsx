"use client";

import { Check, ChevronsUpDown, Plus } from "lucide-react";
import { DropdownMenu, MenuItem, MenuLabel, MenuSeparator } from "../primitives/dropdown-menu.tsx";
import { IconButton } from "../primitives/icon-button.tsx";
import { ServerTile } from "../primitives/server-tile.tsx";

export interface WorkspaceChoice {
  slug: string;
  name: string;
  /** One's role there. */
  role: string;
  isCurrent: boolean;
}

export interface WorkspaceSwitcherProps {
  /** Undefined while they are on their way. */
  workspaces: readonly WorkspaceChoice[] | undefined;
  onSwitch: (slug: string) => void;
  /** Without it, one may not create any. */
  onCreate?: (() => void) | undefined;
  /** A switch is under way. */
  busy?: boolean;
}

/** The menu beside the workspace's name: go to another one, or make one. */
export function WorkspaceSwitcher({ workspaces = [], onSwitch, onCreate, busy }: WorkspaceSwitcherProps) {
  return (
    <DropdownMenu
      label="Workspaces"
      align="start"
      className="max-w-72 min-w-56"
      trigger={
        // Without a tooltip: it has the focus as soon as a drawer opens.
        <IconButton
          label="Switch workspace"
          tooltip={false}
          icon={<ChevronsUpDown aria-hidden />}
          size="sm"
          disabled={busy}
        />
      }
    >
      <MenuLabel>Workspaces</MenuLabel>
      {workspaces.map((workspace) => (
        <MenuItem
          key={workspace.slug}
          icon={<ServerTile name={workspace.name} size="sm" />}
          onSelect={() => !workspace.isCurrent && onSwitch(workspace.slug)}
        >
          <span className="flex items-center gap-2">
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{workspace.name}</span>
              <span className="block truncate text-12 text-text-muted">
                <span className="font-mono">{workspace.slug}</span>, {workspace.role}
              </span>
            </span>
            {workspace.isCurrent && (
              <>
                <Check aria-hidden className="text-accent!" />
                <span className="sr-only">current</span>
              </>
            )}
          </span>
        </MenuItem>
      ))}
      {onCreate && (
        <>
          <MenuSeparator />
          <MenuItem icon={<Plus aria-hidden />} onSelect={onCreate}>
            New workspace
          </MenuItem>
        </>
      )}
    </DropdownMenu>
  );
}
