"use client";

import { WorkspaceSwitcher } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { roleWords } from "@/features/principals/role-words.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { AddWorkspaceDialog } from "./add-workspace-dialog.tsx";
import { useSwitchWorkspace } from "./use-switch-workspace.ts";

/** The menu beside the workspace's name: one's workspaces, and a new one. */
export function WorkspaceSwitch() {
  const trpc = useTRPC();
  const [isAdding, setAdding] = useState(false);
  const workspaces = useQuery(trpc.workspaces.list.queryOptions());
  const change = useSwitchWorkspace();
  const known = workspaces.data?.map((one) => ({ ...one, role: roleWords[one.role].label.toLowerCase() }));
  return (
    <>
      <WorkspaceSwitcher
        workspaces={known}
        onSwitch={change.run}
        onCreate={() => setAdding(true)}
        busy={change.isPending}
      />
      <AddWorkspaceDialog open={isAdding} onOpenChange={setAdding} />
    </>
  );
}
