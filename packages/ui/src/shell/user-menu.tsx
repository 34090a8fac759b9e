"use client";

import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { DropdownMenu, MenuSeparator } from "../primitives/dropdown-menu.tsx";
import { ServerTile } from "../primitives/server-tile.tsx";

export interface UserMenuProps {
  name: string;
  /** Role or e-mail, under the name in the open menu. */
  detail?: ReactNode;
  /** MenuItems. */
  children: ReactNode;
}

/** The signed-in person, with what one can do as them. */
export function UserMenu({ name, detail, children }: UserMenuProps) {
  return (
    <DropdownMenu
      label="Account"
      className="min-w-56"
      trigger={
        <button
          type="button"
          className="flex h-8 items-center gap-1.5 rounded px-1 text-text-muted transition-colors hover:bg-surface-2 hover:text-text data-[state=open]:bg-surface-2"
        >
          <span className="sr-only">Account of {name}</span>
          <ServerTile name={name} size="sm" shape="round" />
          <ChevronDown aria-hidden className="size-3.5" />
        </button>
      }
    >
      <div className="px-2 pt-1 pb-1.5">
        <p className="truncate text-13 font-medium text-text">{name}</p>
        {detail && <p className="truncate text-12 text-text-muted">{detail}</p>}
      </div>
      <MenuSeparator />
      {children}
    </DropdownMenu>
  );
}
