"use client";

import type { CachePolicyView } from "@peta/contract";
import { Button, ConfirmDialog, useToast } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";

/** Keeps no answers of a capability any more. */
export function PolicyActions({ policy, onRemoved }: { policy: CachePolicyView; onRemoved: () => void }) {
  const trpc = useTRPC();
  const toast = useToast();
  const markStale = useMarkStale();
  const [isAsked, setAsked] = useState(false);
  const remove = useMutation(
    trpc.cache.removePolicy.mutationOptions({
      meta: { showsError: true },
      onSuccess() {
        setAsked(false);
        toast.show({ tone: "success", title: "Its answers are not kept any more" });
        onRemoved();
      },
      onSettled: () => markStale("cache"),
    }),
  );
  const { serverId, kind, name } = policy;
  return (
    <>
      <Button size="sm" variant="danger-outline" onClick={() => setAsked(true)}>
        Remove policy
      </Button>
      <ConfirmDialog
        open={isAsked}
        onOpenChange={setAsked}
        title={`Keep no answers of ${name}?`}
        confirmLabel="Remove policy"
        tone="danger"
        busy={remove.isPending}
        error={remove.error ? toConsoleError(remove.error).message : undefined}
        onConfirm={() => remove.mutate({ serverId, kind, name })}
      >
        <p>What is kept of it is forgotten. Switched off instead, the policy could be switched on again.</p>
      </ConfirmDialog>
    </>
  );
}
