"use client";

import { Command as Cmdk } from "cmdk";
import { CornerDownLeft, LoaderCircle, Search } from "lucide-react";
import { Dialog as RadixDialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import { useLayerFocus } from "../lib/use-layer-focus.ts";
import { Backdrop } from "../primitives/dialog.tsx";
import { Kbd } from "../primitives/kbd.tsx";
import { commandGroups } from "./command-groups.ts";
import { rankCommand } from "./rank-command.ts";

export interface PaletteCommand {
  id: string;
  /** "Go to servers", "Pause agent build-bot", or the name of a thing. */
  label: string;
  /** The heading it stands under. */
  group: string;
  icon?: ReactNode;
  /** Muted, after the label: an id, a state. */
  detail?: string;
  /** Further words that find it. */
  keywords?: readonly string[];
  /** The keys that do the same. */
  shortcut?: string;
  /** Where it leads; or `run`. */
  href?: string;
  run?: () => void;
}

export interface CommandPaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  commands: readonly PaletteCommand[];
  /** Follows the `href` of a command: the router's push. */
  onNavigate: (href: string) => void;
  /** For commands that are looked up while typing. */
  onQueryChange?: (query: string) => void;
  /** A look-up is under way. */
  loading?: boolean;
  placeholder?: string;
}

/** Pages, things and actions by name. Opened by Ctrl/Cmd-K, which the application binds. */
export function CommandPalette(props: CommandPaletteProps) {
  const focus = useLayerFocus();
  return (
    <RadixDialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <RadixDialog.Portal>
        <Backdrop />
        <RadixDialog.Content
          {...focus}
          aria-describedby={undefined}
          className="fixed inset-x-3 top-[14dvh] z-50 mx-auto max-w-xl animate-pop-in overflow-hidden rounded-lg border border-border bg-surface-1 text-text shadow-floating focus-visible:outline-none"
        >
          <RadixDialog.Title className="sr-only">Search or jump to</RadixDialog.Title>
          {/* Mounted with the dialog, so that each opening starts with an empty search. */}
          <Palette {...props} />
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

function Palette(props: CommandPaletteProps) {
  const [query, setQuery] = useState("");
  function choose(command: PaletteCommand) {
    props.onOpenChange(false);
    if (command.run) command.run();
    else if (command.href !== undefined) props.onNavigate(command.href);
  }
  return (
    <Cmdk data-layer-body="" label="Commands" loop filter={rankCommand} className="flex max-h-[62dvh] flex-col">
      <div className="flex items-center gap-2.5 border-b border-border px-4">
        {props.loading ? (
          <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin text-text-muted" />
        ) : (
          <Search aria-hidden className="size-4 shrink-0 text-text-muted" />
        )}
        <Cmdk.Input
          value={query}
          onValueChange={(value) => {
            setQuery(value);
            props.onQueryChange?.(value);
          }}
          placeholder={props.placeholder ?? "Search pages, servers, people, actions"}
          className="h-12 min-w-0 flex-1 bg-transparent text-14 text-text outline-none focus-visible:outline-none"
        />
        <Kbd keys="escape" />
      </div>
      <Cmdk.List className="min-h-0 flex-1 overflow-y-auto p-1.5">
        <Cmdk.Empty className="px-3 py-8 text-center text-13 text-text-muted">
          {props.loading ? "Looking" : `Nothing fits "${query}". Try the name of a page, a server or a person.`}
        </Cmdk.Empty>
        {commandGroups(props.commands).map(([group, commands]) => (
          <Cmdk.Group
            key={group}
            heading={group}
            className="mb-1 [&>[cmdk-group-heading]]:px-2.5 [&>[cmdk-group-heading]]:pt-2 [&>[cmdk-group-heading]]:pb-1 [&>[cmdk-group-heading]]:text-12 [&>[cmdk-group-heading]]:font-medium [&>[cmdk-group-heading]]:text-text-muted"
          >
            {commands.map((command) => (
              <Cmdk.Item
                key={command.id}
                value={command.id}
                keywords={[command.label, command.detail ?? "", ...(command.keywords ?? [])]}
                onSelect={() => choose(command)}
                className="group flex min-h-9 cursor-pointer items-center gap-2.5 rounded px-2.5 text-13 data-[selected=true]:bg-surface-2 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-text-muted data-[selected=true]:[&>svg]:text-accent"
              >
                {command.icon}
                <span className="min-w-0 truncate font-medium">{command.label}</span>
                {command.detail && <span className="min-w-0 truncate text-12 text-text-muted">{command.detail}</span>}
                <span className="ml-auto flex shrink-0 items-center gap-2">
                  {command.shortcut && <Kbd keys={command.shortcut} />}
                  <CornerDownLeft
                    aria-hidden
                    className="size-3.5 text-text-muted opacity-0 group-data-[selected=true]:opacity-100"
                  />
                </span>
              </Cmdk.Item>
            ))}
          </Cmdk.Group>
        ))}
      </Cmdk.List>
    </Cmdk>
  );
}
