"use client";

import { Button, ConfirmDialog, useToast } from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";

/** Forgets a version of a package of skills that no server serves. */
export function RemoveVersion(props: { packageId: string; version: number; onRemoved: () => void }) {
  const { packageId, version } = props;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const [isAsked, setAsked] = useState(false);
  const remove = useMutation(
    trpc.skills.remove.mutationOptions({
      meta: { showsError: true },
      onSuccess() {
        setAsked(false);
        props.onRemoved();
        void queries.invalidateQueries({ queryKey: trpc.skills.pathKey() });
        toast.show({ tone: "success", title: `Version ${version} is removed` });
      },
    }),
  );
  return (
    <>
      <Button variant="danger-outline" onClick={() => setAsked(true)}>
        Remove version {version}
      </Button>
      <ConfirmDialog
        open={isAsked}
        onOpenChange={setAsked}
        title={`Remove version ${version} of ${packageId}?`}
        confirmLabel="Remove version"
        tone="danger"
        busy={remove.isPending}
        error={remove.error ? toConsoleError(remove.error).message : undefined}
        onConfirm={() => remove.mutate({ packageId, version })}
      >
        <p>Its files are forgotten. To serve them again, upload the archive again.</p>
      </ConfirmDialog>
    </>
  );
}
