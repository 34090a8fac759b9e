"use client";

import { ALL_CLIENTS, type DiscoverySettingView } from "@peta/contract";
import { Button, type Column, DataTable, EmptyState, PageSection, TextLink } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { useMemo } from "react";
import { profileLabel } from "@/features/discovery/discovery-words.ts";
import { principalHref } from "@/features/principals/principal-words.ts";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";

const keyOf = ({ principalId, clientKey }: DiscoverySettingView): string => `${principalId} ${clientKey ?? ""}`;

/** Where the client's panel is: discovery stands beside its switches. */
const clientHref = (principalId: string, clientKey: string | null): string =>
  `${principalHref(principalId)}&tab=clients&of=${encodeURIComponent(principalId)}&client=${encodeURIComponent(clientKey ?? ALL_CLIENTS)}`;

/** Who meets their tools in another way than the workspace's default says. */
export function NarrowerSettings({ settings }: { settings: readonly DiscoverySettingView[] }) {
  const trpc = useTRPC();
  const markStale = useMarkStale();
  const { mutate, isPending, variables } = useMutation(
    trpc.discovery.set.mutationOptions({
      meta: { failure: "The setting was not taken away" },
      onSettled: () => markStale("discovery"),
    }),
  );
  const busyKey = isPending ? `${variables.principalId} ${variables.clientKey ?? ""}` : null;
  const columns = useMemo(
    () =>
      narrowerColumns(busyKey, ({ principalId, clientKey }) =>
        mutate({
          ...(principalId !== null && { principalId }),
          ...(clientKey !== null && { clientKey }),
          profile: null,
        }),
      ),
    [busyKey, mutate],
  );
  return (
    <PageSection
      title="Said for one person, agent or client"
      description="The narrowest word counts: client, then person or agent, then workspace."
      className="mb-0"
    >
      <DataTable
        label="Narrower settings"
        columns={columns}
        rows={settings}
        rowKey={keyOf}
        empty={
          <EmptyState
            title="The default holds for everybody"
            compact
            command="npm run -s peta -- discovery set hybrid --of AGENT"
          >
            It is said for one client on the page of a person or agent, under Clients.
          </EmptyState>
        }
      />
    </PageSection>
  );
}

const narrowerColumns = (
  busyKey: string | null,
  onRemove: (setting: DiscoverySettingView) => void,
): readonly Column<DiscoverySettingView>[] => [
  {
    id: "who",
    header: "Who",
    sortValue: keyOf,
    cell: (setting) => (
      <span className="grid min-w-0">
        <TextLink href={clientHref(setting.principalId ?? "", setting.clientKey)}>{setting.principalId}</TextLink>
        <span className="truncate font-mono text-12 text-text-muted">{setting.clientKey ?? "all clients"}</span>
      </span>
    ),
  },
  {
    id: "profile",
    header: "Profile",
    sortValue: (setting) => setting.profile,
    cell: (setting) => profileLabel(setting.profile),
  },
  {
    id: "holds",
    header: "The list holds",
    hideBelow: "md",
    cell: (setting) =>
      setting.profile === "hybrid"
        ? `${setting.directTools} tools, ${setting.pinned.length} of them pinned`
        : setting.profile === "flat"
          ? "Every tool"
          : "Search, describe, execute",
  },
  {
    id: "actions",
    header: "Actions",
    hideHeader: true,
    align: "end",
    cell: (setting) => (
      <Button
        size="sm"
        busy={busyKey === keyOf(setting)}
        aria-label={`Take away the setting of ${keyOf(setting).trim()}`}
        onClick={() => onRemove(setting)}
      >
        Take away
      </Button>
    ),
  },
];
