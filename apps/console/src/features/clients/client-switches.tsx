"use client";

import { EmptyState, type PermissionTarget, TableSkeleton, UserSwitches } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { entryIdOf, switchGroups } from "./client-words.ts";
import { useClientSwitches } from "./use-client-switches.ts";

/** What one client of a principal may use, with the switches that narrow it. */
export function ClientSwitches({ principalId, clientKey }: { principalId: string; clientKey: string }) {
  const trpc = useTRPC();
  const capabilities = useQuery(trpc.clients.capabilities.queryOptions({ principalId, clientKey }));
  const { change, busy } = useClientSwitches(principalId, clientKey);
  const groups = useMemo(() => capabilities.data && switchGroups(capabilities.data), [capabilities.data]);
  if (capabilities.error && !capabilities.data) {
    return <QueryProblem query={capabilities} what="What the client may use could not be read" compact />;
  }
  if (!groups) return <TableSkeleton rows={6} columns={3} label="Loading switches" />;

  function capabilityOf(target: PermissionTarget) {
    const server = capabilities.data?.servers.find(({ serverId }) => serverId === target.groupId);
    const found = server?.capabilities.find((one) => entryIdOf(one) === target.entryId);
    return found && { kind: found.kind, name: found.name };
  }
  return (
    <UserSwitches
      label="Switches of the client"
      groups={groups}
      busyKeys={busy}
      onSwitch={(target, isOn) => {
        const capability = capabilityOf(target);
        // On is not a permission: it takes back what was switched off.
        change({ serverId: target.groupId, ...(capability && { capability }), enabled: isOn ? null : false });
      }}
      onRaise={(target, dangerLevel) => {
        const capability = capabilityOf(target);
        if (capability) change({ serverId: target.groupId, capability, dangerLevel });
      }}
      empty={
        <EmptyState compact title="It may use nothing">
          Administrators decide which servers {principalId} may use; what they allow can be narrowed here for each
          client.
        </EmptyState>
      }
    />
  );
}
