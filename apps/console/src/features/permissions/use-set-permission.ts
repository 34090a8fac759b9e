"use client";

import { type PermissionTarget, permissionKey } from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { capabilityOf, withSwitch } from "./matrix-groups.ts";

/** The administrator's switches of one principal: shown at once, taken back with the reason when Core refuses. */
export function useSetPermission(principalId: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const markStale = useMarkStale();
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const key = trpc.permissions.show.queryKey({ principalId });
  const set = useMutation(trpc.permissions.set.mutationOptions({ meta: { failure: "The switch was not changed" } }));

  async function change(target: PermissionTarget, value: boolean | null) {
    const shown = queries.getQueryData(key);
    const capability = shown && target.entryId !== null ? capabilityOf(shown, target) : undefined;
    if (!shown || (target.entryId !== null && !capability)) return;
    const before = capability
      ? capability.switch
      : (shown.servers.find((server) => server.serverId === target.groupId)?.switch ?? null);
    const id = permissionKey(target);
    await queries.cancelQueries({ queryKey: key });
    queries.setQueryData(key, (old) => old && withSwitch(old, target, value));
    setBusy((all) => new Set(all).add(id));
    try {
      const inForce = await set.mutateAsync({
        principalId,
        serverId: target.groupId,
        enabled: value,
        ...(capability && { capability: { kind: capability.kind, name: capability.name } }),
      });
      queries.setQueryData(key, inForce);
    } catch {
      // The toast with the reason comes from the mutation cache.
      queries.setQueryData(key, (old) => old && withSwitch(old, target, before));
    } finally {
      setBusy((all) => new Set([...all].filter((one) => one !== id)));
      void markStale("permissions");
    }
  }
  return { set: (target: PermissionTarget, value: boolean | null) => void change(target, value), busy };
}
