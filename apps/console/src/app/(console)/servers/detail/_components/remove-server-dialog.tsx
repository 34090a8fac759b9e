"use client";

import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import { ConfirmDialog, useToast } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";

/** Asks, by typing the id: a server's credentials and switches cannot come back. */
export function RemoveServerDialog({
  server,
  open,
  onClose,
}: {
  server: ServerDetail;
  open: boolean;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const toast = useToast();
  const markStale = useMarkStale();
  const remove = useMutation(
    trpc.servers.remove.mutationOptions({
      meta: { showsError: true },
      onSuccess() {
        toast.show({ tone: "success", title: `${server.displayName} is removed` });
        router.push("/servers");
        void markStale("servers");
      },
    }),
  );
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={`Remove server ${server.displayName}?`}
      confirmLabel="Remove server"
      tone="danger"
      typedConfirmation={server.serverId}
      busy={remove.isPending || remove.isSuccess}
      error={remove.error ? toConsoleError(remove.error).message : undefined}
      onConfirm={() => remove.mutate({ serverId: server.serverId })}
    >
      <p>
        It is stopped; its configuration, its sealed credentials and every switch on its capabilities are deleted.
        Agents lose its tools at once.
      </p>
      <p>The audit log keeps what it did. To stop it for a while, switch it off instead.</p>
    </ConfirmDialog>
  );
}
