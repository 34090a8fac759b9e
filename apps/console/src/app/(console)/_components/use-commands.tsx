"use client";

import { type PaletteCommand, ServerTile } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { Keyboard, LogOut, Plus } from "lucide-react";
import { principalHref } from "@/features/principals/principal-words.ts";
import { serverHref } from "@/features/servers/server-words.ts";
import { isAdministrator, useMe } from "@/features/session/session-context.tsx";
import { PlaceIcon } from "@/features/shell/place-icon.tsx";
import type { Place } from "@/features/shell/places.ts";
import { useTRPC } from "@/lib/trpc/client.ts";

export interface CommandSources {
  places: readonly Place[];
  /** The palette is open: only then servers and people are asked for. */
  isWanted: boolean;
  onSignOut: () => void;
  onHelp: () => void;
}

/** What the palette finds: pages, servers, people and agents, actions. */
export function useCommands({ places, isWanted, onSignOut, onHelp }: CommandSources): PaletteCommand[] {
  const trpc = useTRPC();
  const isAdmin = isAdministrator(useMe());
  const enabled = isWanted && isAdmin;
  const servers = useQuery(trpc.servers.list.queryOptions(undefined, { enabled }));
  const principals = useQuery(trpc.principals.list.queryOptions(undefined, { enabled }));

  const pages = places.map((place) => ({
    id: `page:${place.href}`,
    label: place.label,
    group: "Pages",
    icon: <PlaceIcon icon={place.icon} />,
    keywords: place.keywords.split(" "),
    shortcut: place.shortcut,
    href: place.href,
  }));
  const serverCommands = (servers.data ?? []).map((server) => ({
    id: `server:${server.serverId}`,
    label: server.displayName,
    group: "Servers",
    detail: server.displayName === server.serverId ? server.status : `${server.serverId}, ${server.status}`,
    icon: <ServerTile name={server.displayName} size="sm" />,
    href: serverHref(server.serverId),
  }));
  const people = (principals.data ?? []).flatMap((principal) => [
    {
      id: `principal:${principal.principalId}`,
      label: principal.displayName,
      group: "People & agents",
      detail: `${principal.principalId}, ${principal.kind}`,
      icon: <ServerTile name={principal.displayName} size="sm" shape="round" />,
      href: principalHref(principal.principalId),
    },
  ]);
  const actions: PaletteCommand[] = [
    ...(isAdmin
      ? [
          {
            id: "do:add-server",
            label: "Add server",
            group: "Actions",
            icon: <Plus aria-hidden />,
            href: "/servers/add",
          },
          {
            id: "do:add-principal",
            label: "Add person or agent",
            group: "Actions",
            icon: <Plus aria-hidden />,
            href: "/principals?add=1",
          },
        ]
      : []),
    {
      id: "do:help",
      label: "Keyboard shortcuts",
      group: "Actions",
      icon: <Keyboard aria-hidden />,
      shortcut: "?",
      run: onHelp,
    },
    { id: "do:sign-out", label: "Sign out", group: "Actions", icon: <LogOut aria-hidden />, run: onSignOut },
  ];
  return [...pages, ...serverCommands, ...people, ...actions];
}
