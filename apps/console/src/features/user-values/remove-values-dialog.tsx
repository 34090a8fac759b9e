"use client";

import type { UserServerView } from "@peta/contract";
import { ConfirmDialog, useToast } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";

export interface RemoveValuesDialogProps {
  /** Closed without one. */
  server: UserServerView | null;
  agentId: string | undefined;
  onClose: () => void;
}

/** Asks before somebody's own values are deleted: a secret cannot be brought back. */
export function RemoveValuesDialog({ server, agentId, onClose }: RemoveValuesDialogProps) {
  const trpc = useTRPC();
  const toast = useToast();
  const markStale = useMarkStale();
  const remove = useMutation(
    trpc.userServers.unconfigure.mutationOptions({
      meta: { showsError: true },
      onSuccess(left) {
        toast.show({ tone: "success", title: `${left.displayName}: your values are deleted` });
        onClose();
      },
      onSettled: () => markStale("servers", "clients"),
    }),
  );
  return (
    <ConfirmDialog
      open={server !== null}
      onOpenChange={(open) => !open && onClose()}
      title={`Delete the values for ${server?.displayName ?? ""}?`}
      confirmLabel="Delete values"
      tone="danger"
      busy={remove.isPending}
      error={remove.error ? toConsoleError(remove.error).message : undefined}
      onConfirm={() => server && remove.mutate({ serverId: server.serverId, ...(agentId && { principalId: agentId }) })}
    >
      <p>The server that runs with them is stopped, and calls to it are refused until somebody enters values again.</p>
    </ConfirmDialog>
  );
}
