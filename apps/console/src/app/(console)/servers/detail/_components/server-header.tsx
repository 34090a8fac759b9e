"use client";

import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import {
  Button,
  DropdownMenu,
  IconButton,
  MenuItem,
  MenuSeparator,
  PageHeader,
  RelativeTime,
  ServerTile,
  StatusBadge,
} from "@peta/ui";
import { Ellipsis, FlaskConical, Pencil, Power, RefreshCw, RotateCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { countsText, eraWords, transportWords } from "@/features/servers/server-words.ts";
import { usePageShortcuts } from "@/features/shell/page-shortcuts.tsx";
import { EditServerPanel } from "./edit-server-panel.tsx";
import { RemoveServerDialog } from "./remove-server-dialog.tsx";
import { ServerNotices, type ServerNoticesProps } from "./server-notices.tsx";
import { TestServerPanel } from "./test-server-panel.tsx";
import { useServerActions } from "./use-server-actions.ts";

/** Name, state and since when, why it is so, and what one can do. */
export function ServerHeader({
  server,
  ...signIn
}: { server: ServerDetail } & Pick<ServerNoticesProps, "onSignIn" | "isSigningIn">) {
  const actions = useServerActions(server);
  const [open, setOpen] = useState<"test" | "edit" | "remove" | null>(null);
  const close = () => setOpen(null);
  usePageShortcuts([
    { keys: "t", label: "Test connection", run: () => setOpen("test") },
    { keys: "r", label: "Read capabilities again", run: actions.refresh },
    { keys: "e", label: "Edit server", run: () => setOpen("edit") },
  ]);
  return (
    <>
      <PageHeader
        title={server.displayName}
        breadcrumbs={[{ label: "Servers", href: "/servers" }]}
        media={<ServerTile name={server.displayName} size="lg" />}
        status={
          <span className="inline-flex items-baseline gap-2">
            <StatusBadge status={server.status} />
            <RelativeTime at={server.statusSince} className="text-12 text-text-muted" />
          </span>
        }
        description={
          <span className="text-13">
            <code>{server.serverId}</code> · {transportWords[server.transport]}
            {server.protocolVersion &&
              ` · MCP ${server.protocolVersion}${server.era ? `, ${eraWords[server.era]}` : ""}`}{" "}
            · {countsText(server.counts)}
          </span>
        }
        actions={
          <>
            <Button icon={<FlaskConical aria-hidden />} onClick={() => setOpen("test")}>
              Test
            </Button>
            <Button
              icon={<RefreshCw aria-hidden />}
              onClick={actions.refresh}
              busy={actions.isRefreshing}
              busyLabel="Reading capabilities"
            >
              Refresh
            </Button>
            <DropdownMenu
              label="More actions"
              trigger={<IconButton label="More actions" icon={<Ellipsis aria-hidden />} variant="secondary" />}
            >
              <MenuItem icon={<Pencil aria-hidden />} shortcut="e" onSelect={() => setOpen("edit")}>
                Edit
              </MenuItem>
              <MenuItem
                icon={<RotateCw aria-hidden />}
                disabled={!server.enabled || actions.isRestarting}
                onSelect={actions.restart}
              >
                Restart
              </MenuItem>
              <MenuItem icon={<Power aria-hidden />} onSelect={() => actions.setEnabled(!server.enabled)}>
                {server.enabled ? "Switch off" : "Switch on"}
              </MenuItem>
              <MenuSeparator />
              <MenuItem icon={<Trash2 aria-hidden />} danger onSelect={() => setOpen("remove")}>
                Remove
              </MenuItem>
            </DropdownMenu>
          </>
        }
      />
      <ServerNotices server={server} actions={actions} onTest={() => setOpen("test")} {...signIn} />
      <TestServerPanel server={server} open={open === "test"} onClose={close} />
      <EditServerPanel server={server} open={open === "edit"} onClose={close} />
      <RemoveServerDialog server={server} open={open === "remove"} onClose={close} />
    </>
  );
}
