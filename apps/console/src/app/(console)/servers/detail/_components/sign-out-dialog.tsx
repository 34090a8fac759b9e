"use client";

import { ConfirmDialog, useToast } from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";

/** Asks before the tokens are forgotten: coming back takes a person and a browser. */
export function SignOutDialog(props: {
  server: ServerDetail;
  grant: NonNullable<ServerDetail["signIn"]>["grant"];
  open: boolean;
  onClose: () => void;
}) {
  const { server, open, onClose } = props;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const markStale = useMarkStale();
  const { serverId, displayName } = server;
  const signOut = useMutation(
    trpc.servers.signOut.mutationOptions({
      meta: { showsError: true },
      onSuccess(detail) {
        queries.setQueryData(trpc.servers.get.queryKey({ serverId }), detail);
        toast.show({ tone: "success", title: `Signed out of ${displayName}` });
        onClose();
      },
      onSettled: () => markStale("servers"),
    }),
  );
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={`Sign out of ${displayName}?`}
      confirmLabel="Sign out"
      tone="danger"
      busy={signOut.isPending}
      error={signOut.error ? toConsoleError(signOut.error).message : undefined}
      onConfirm={() => signOut.mutate({ serverId })}
    >
      <p>
        Core gives its tokens back where the authorization server takes them, and forgets them.{" "}
        {props.grant === "client_credentials"
          ? "It gets others by itself with the next connection, from whichever authorization server is named then."
          : "Calls to the server are refused until somebody signs in again."}
      </p>
      <p>Permissions and switches stay as they are.</p>
    </ConfirmDialog>
  );
}
