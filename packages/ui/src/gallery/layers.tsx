"use client";

import { FileClock, KeyRound, Pause, Server, Trash2 } from "lucide-react";
import { useState } from "react";
import { CommandPalette, type PaletteCommand } from "../layers/command-palette.tsx";
import { ShortcutHelp } from "../layers/shortcut-help.tsx";
import { Button } from "../primitives/button.tsx";
import { ConfirmDialog } from "../primitives/confirm-dialog.tsx";
import { Dialog } from "../primitives/dialog.tsx";
import { DropdownMenu, MenuCheckboxItem, MenuItem, MenuLabel, MenuSeparator } from "../primitives/dropdown-menu.tsx";
import { SidePanel } from "../primitives/side-panel.tsx";
import { useToast } from "../primitives/toaster.tsx";
import { Tooltip } from "../primitives/tooltip.tsx";
import { Chapter, Row, Specimen } from "./specimen.tsx";

type Layer = "dialog" | "confirm" | "panel" | "palette" | "help";

const commands: PaletteCommand[] = [
  { id: "go-servers", group: "Pages", label: "Servers", icon: <Server aria-hidden />, shortcut: "g s", href: "#lists" },
  {
    id: "go-activity",
    group: "Pages",
    label: "Activity",
    icon: <FileClock aria-hidden />,
    shortcut: "g a",
    href: "#facts",
  },
  {
    id: "server-github",
    group: "Servers",
    label: "GitHub",
    detail: "github, online",
    icon: <Server aria-hidden />,
    href: "#facts",
  },
  { id: "token", group: "Actions", label: "Create token", icon: <KeyRound aria-hidden />, href: "#progress" },
  { id: "pause", group: "Actions", label: "Pause agent build-bot", icon: <Pause aria-hidden />, href: "#permissions" },
];

/** Dialogs, menus, toasts, palette. */
export function Layers() {
  const [open, setOpen] = useState<Layer | null>(null);
  const [isTicked, setTicked] = useState(true);
  const toast = useToast();
  const bind = (layer: Layer) => ({
    open: open === layer,
    onOpenChange: (isOpen: boolean) => setOpen(isOpen ? layer : null),
  });
  return (
    <Chapter id="layers" title="Layers">
      <Specimen name="Dialog, ConfirmDialog, SidePanel, CommandPalette, ShortcutHelp">
        <Row>
          <Button onClick={() => setOpen("dialog")}>Dialog</Button>
          <Button onClick={() => setOpen("confirm")}>Typed confirmation</Button>
          <Button onClick={() => setOpen("panel")}>Side panel</Button>
          <Button onClick={() => setOpen("palette")}>Command palette</Button>
          <Button onClick={() => setOpen("help")}>Shortcuts</Button>
        </Row>
      </Specimen>
      <Specimen name="DropdownMenu, Tooltip, Toaster">
        <Row>
          <DropdownMenu align="start" trigger={<Button>Menu</Button>}>
            <MenuLabel>github</MenuLabel>
            <MenuItem icon={<Pause aria-hidden />} shortcut="p">
              Pause
            </MenuItem>
            <MenuCheckboxItem checked={isTicked} onCheckedChange={setTicked}>
              Show disabled tools
            </MenuCheckboxItem>
            <MenuSeparator />
            <MenuItem icon={<Trash2 aria-hidden />} danger>
              Remove server
            </MenuItem>
          </DropdownMenu>
          <Tooltip content="Tuesday, 4 March at 10:21">
            <Button variant="ghost">2 days ago</Button>
          </Tooltip>
          <Button
            onClick={() =>
              toast.show({
                title: "Agent paused",
                description: "build-bot is refused from now on.",
                tone: "success",
                action: { label: "Undo", onSelect: () => undefined },
              })
            }
          >
            Toast with undo
          </Button>
          <Button
            onClick={() =>
              toast.show({ title: "The change was not saved", description: "Core does not answer.", tone: "danger" })
            }
          >
            Failure toast
          </Button>
        </Row>
      </Specimen>
      <Dialog
        {...bind("dialog")}
        title="Create token"
        description="build-bot gets another way to sign in."
        footer={
          <>
            <Button onClick={() => setOpen(null)}>Cancel</Button>
            <Button variant="primary" onClick={() => setOpen(null)}>
              Create token
            </Button>
          </>
        }
      >
        It is shown once.
      </Dialog>
      <ConfirmDialog
        {...bind("confirm")}
        title="Remove server github?"
        tone="danger"
        confirmLabel="Remove server"
        typedConfirmation="github"
        onConfirm={() => setOpen(null)}
      >
        <p>Its credentials are deleted and cannot be brought back. 3 agents lose 42 tools. The audit stays.</p>
      </ConfirmDialog>
      <SidePanel
        {...bind("panel")}
        title="github::create_issue"
        description="Allowed 41 seconds ago"
        footer={<Button>Open full page</Button>}
      >
        One row of a list, beside the list.
      </SidePanel>
      <CommandPalette {...bind("palette")} commands={commands} onNavigate={(href) => window.location.assign(href)} />
      <ShortcutHelp
        {...bind("help")}
        shortcuts={[
          { keys: "mod+k", label: "Search or jump to", group: "Everywhere" },
          { keys: "?", label: "Show shortcuts", group: "Everywhere" },
          { keys: "g s", label: "Go to servers", group: "Go" },
          { keys: "g a", label: "Go to activity", group: "Go" },
          { keys: "j", label: "Next row", group: "Lists" },
          { keys: "k", label: "Previous row", group: "Lists" },
        ]}
      />
    </Chapter>
  );
}
