"use client";

import type { PrincipalView } from "@peta/contract";
import { useToast } from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";

/** Disable (shown at once, with undo), enable, remove. */
export function usePrincipalActions(principal: PrincipalView) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const markStale = useMarkStale();
  const { principalId } = principal;
  const key = trpc.principals.list.queryKey();
  const put = (status: PrincipalView["status"]) =>
    queries.setQueryData(key, (all) => all?.map((one) => (one.principalId === principalId ? { ...one, status } : one)));

  const update = useMutation(
    trpc.principals.update.mutationOptions({
      meta: { failure: "The state was not changed" },
      onMutate: ({ status }) => void (status && put(status)),
      onError: () => put(principal.status),
      onSuccess(changed) {
        if (changed.status !== "disabled") return;
        toast.show({
          tone: "info",
          title: `${changed.displayName} is disabled`,
          action: {
            label: "Undo",
            hint: "Enable in the menu of this page",
            onSelect: () => update.mutate({ principalId, status: "active" }),
          },
        });
      },
      onSettled: () => markStale("principals"),
    }),
  );
  const remove = useMutation(
    trpc.principals.remove.mutationOptions({
      meta: { showsError: true },
      onSuccess() {
        toast.show({ tone: "success", title: `${principal.displayName} is removed` });
        router.push("/principals");
        void markStale("principals");
      },
    }),
  );
  return {
    setStatus: (status: PrincipalView["status"]) => update.mutate({ principalId, status }),
    isSwitching: update.isPending,
    remove: () => remove.mutate({ principalId }),
    isRemoving: remove.isPending || remove.isSuccess,
    removeError: remove.error,
  };
}
