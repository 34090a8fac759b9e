import { DropdownMenu, LogoMark, MenuItem, MenuLabel, MenuSeparator } from "@peta/ui";
import { Check, ChevronsUpDown, Plus } from "lucide-react";
import { useConnection, useDeskState } from "../desk/desk-state.tsx";
import { useTell } from "../desk/use-tell.ts";
import { hrefTo, navigate } from "../router/route.ts";

/** Which Core the window shows, and the way to another one. */
export function ConnectionSwitch() {
  const current = useConnection();
  const tell = useTell();
  const { connections } = useDeskState();
  return (
    <DropdownMenu
      align="start"
      label="Connections"
      trigger={
        <button
          type="button"
          className="-ml-1.5 flex min-w-0 items-center gap-2.5 rounded px-1.5 py-1 text-left hover:bg-surface-2"
        >
          <LogoMark className="size-6 shrink-0" />
          <span className="min-w-0 leading-tight">
            <span className="block truncate text-13 font-semibold text-text">{current.name}</span>
            <span className="block truncate text-12 leading-tight text-text-muted">
              {current.me?.displayName ?? URL.parse(current.url)?.host}
            </span>
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-text-muted" />
          <span className="sr-only">Switch connection</span>
        </button>
      }
    >
      <MenuLabel>Connections</MenuLabel>
      {connections.map(({ connectionId, name, url, waiting }) => (
        <MenuItem
          key={connectionId}
          icon={connectionId === current.connectionId ? <Check aria-hidden /> : <span />}
          onSelect={() => {
            tell(window.desk.connections.select({ connectionId }));
            navigate(hrefTo.approvals());
          }}
        >
          <span className="block truncate">{name}</span>
          <span className="block truncate text-12 text-text-muted">
            {URL.parse(url)?.host}
            {waiting > 0 && ` · ${waiting} waiting`}
          </span>
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem icon={<Plus aria-hidden />} onSelect={() => navigate(hrefTo.connect())}>
        Add a connection
      </MenuItem>
    </DropdownMenu>
  );
}
