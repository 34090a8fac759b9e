"use client";

import { EmptyState, PermissionMatrix, type PermissionTarget, TableSkeleton } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useMemo, useState } from "react";
import { isAdministrator, useMe } from "@/features/session/session-context.tsx";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { ExplainPanel } from "./explain-panel.tsx";
import { capabilityOf, matrixGroups } from "./matrix-groups.ts";
import { useSetPermission } from "./use-set-permission.ts";

/** What one principal may do on every server, with the administrator's switches and a "why" for each. */
export function EffectivePermissionsView({ principalId }: { principalId: string }) {
  const trpc = useTRPC();
  const me = useMe();
  const permissions = useQuery(trpc.permissions.show.queryOptions({ principalId }));
  const { set, busy } = useSetPermission(principalId);
  const [explained, setExplained] = useState<PermissionTarget | null>(null);
  const groups = useMemo(() => permissions.data && matrixGroups(permissions.data), [permissions.data]);

  if (permissions.error && !permissions.data) {
    return <QueryProblem query={permissions} what="The permissions could not be read" />;
  }
  if (!groups || !permissions.data) return <TableSkeleton rows={8} columns={5} label="Loading permissions" />;
  return (
    <>
      <PermissionMatrix
        label={`Effective permissions of ${principalId}`}
        groups={groups}
        onSwitch={set}
        onExplain={setExplained}
        busyKeys={busy}
        disabled={!isAdministrator(me)}
        empty={<NothingPermitted isAdmin={isAdministrator(me)} />}
      />
      <ExplainPanel
        principalId={principalId}
        serverId={explained?.groupId ?? ""}
        capability={explained ? capabilityOf(permissions.data, explained) : undefined}
        onClose={() => setExplained(null)}
      />
    </>
  );
}

function NothingPermitted({ isAdmin }: { isAdmin: boolean }) {
  if (!isAdmin) {
    return (
      <EmptyState icon={<KeyRound aria-hidden />} title="Nothing is switched on for you yet">
        An owner or an admin of this workspace decides which servers you may use.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<KeyRound aria-hidden />}
      title="There is nothing to permit yet"
      command="npm run -s peta -- server add everything --command npx --arg -y --arg @modelcontextprotocol/server-everything"
    >
      Once a server is registered, each of its tools, resources and prompts appears here.
    </EmptyState>
  );
}
