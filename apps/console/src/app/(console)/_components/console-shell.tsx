"use client";

import { AppShell, Callout, type Connection, ConnectionState, MenuItem, UserMenu } from "@peta/ui";
import { LogOut, MonitorSmartphone, Settings } from "lucide-react";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { useWaitingCount } from "@/features/approvals/use-waiting-count.ts";
import { roleWords } from "@/features/principals/role-words.ts";
import { isAdministrator, useMe } from "@/features/session/session-context.tsx";
import { useSignOut } from "@/features/session/use-sign-out.ts";
import { PlaceIcon } from "@/features/shell/place-icon.tsx";
import { type Place, placesFor } from "@/features/shell/places.ts";
import { WorkspaceSwitch } from "@/features/workspaces/workspace-switch.tsx";
import { type LiveState, useLiveState } from "@/lib/live/live-provider.tsx";
import { ConsoleKeys } from "./console-keys.tsx";

/** The rail, the bar and what belongs to every signed-in page: shortcuts, palette, state of the live connection. */
export function ConsoleShell({ children }: { children: ReactNode }) {
  const me = useMe();
  const path = usePathname();
  const live = useLiveState();
  const signOut = useSignOut();
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const mine = placesFor(isAdministrator(me));
  const waiting = useWaitingCount();

  return (
    <ConsoleKeys places={mine} isPaletteOpen={isPaletteOpen} onPaletteChange={setPaletteOpen} onSignOut={signOut.run}>
      <AppShell
        sections={sectionsOf(mine, { "/approvals": waiting })}
        currentPath={path}
        workspace={{ name: me.workspace.name, href: "/" }}
        workspaceSwitch={<WorkspaceSwitch />}
        connection={<ConnectionState state={connections[live]} />}
        onOpenCommand={() => setPaletteOpen(true)}
        banner={live === "lost" && <LostBanner />}
        userMenu={
          <UserMenu name={me.displayName} detail={`${me.email ?? me.principalId} · ${roleWords[me.role].label}`}>
            <MenuItem href="/sessions" icon={<MonitorSmartphone aria-hidden />}>
              Browser sessions
            </MenuItem>
            <MenuItem href="/settings" icon={<Settings aria-hidden />}>
              Settings
            </MenuItem>
            <MenuItem icon={<LogOut aria-hidden />} onSelect={signOut.run}>
              Sign out
            </MenuItem>
          </UserMenu>
        }
      >
        {children}
      </AppShell>
    </ConsoleKeys>
  );
}

const connections: Record<LiveState, Connection> = {
  connecting: "reconnecting",
  live: "live",
  lost: "reconnecting",
};

function LostBanner() {
  const [isShown, setShown] = useState(false);
  // A gap that heals at once is not worth a word.
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 1_500);
    return () => clearTimeout(timer);
  }, []);
  if (!isShown) return null;
  return (
    <div className="px-4 pt-3 sm:px-6 lg:px-8">
      <Callout tone="warning" title="Live updates are interrupted" live>
        What you see may be out of date. The Console keeps trying to reach Core and catches up by itself.
      </Callout>
    </div>
  );
}

function sectionsOf(mine: readonly Place[], counts: Readonly<Record<string, number>>) {
  return [...new Set(mine.map((place) => place.section))].map((section) => ({
    ...(section && { label: section }),
    items: mine
      .filter((place) => place.section === section)
      .map((place) => ({
        href: place.href,
        label: place.label,
        icon: <PlaceIcon icon={place.icon} />,
        shortcut: place.shortcut,
        exact: place.href === "/",
        ...(counts[place.href] !== undefined && { count: counts[place.href] }),
      })),
  }));
}
