"use client";

import { permissionKey, useToast } from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { entryIdOf, type SwitchChange, withSwitch } from "./client-words.ts";

/** The switches of one client: shown at once, taken back with the reason when Core refuses. */
export function useClientSwitches(principalId: string, clientKey: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const markStale = useMarkStale();
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const key = trpc.clients.capabilities.queryKey({ principalId, clientKey });
  const set = useMutation(trpc.clients.setSwitch.mutationOptions({ meta: { failure: "The switch was not changed" } }));

  async function change(target: SwitchChange) {
    const before = queries.getQueryData(key);
    if (!before) return;
    const entryId = target.capability ? entryIdOf(target.capability) : null;
    const id = permissionKey({ groupId: target.serverId, entryId });
    await queries.cancelQueries({ queryKey: key });
    queries.setQueryData(key, withSwitch(before, target));
    setBusy((all) => new Set(all).add(id));
    try {
      const { capabilities, note } = await set.mutateAsync({ principalId, clientKey, ...target });
      queries.setQueryData(key, capabilities);
      if (note) toast.show({ tone: "info", title: note });
    } catch {
      // The toast with the reason comes from the mutation cache. Another switch may have changed meanwhile: ask anew.
      await queries.invalidateQueries({ queryKey: key });
    } finally {
      setBusy((all) => new Set([...all].filter((one) => one !== id)));
      void markStale("clients");
    }
  }
  return { change: (target: SwitchChange) => void change(target), busy };
}
