"use client";

import type { CapabilityView, ServerDetail } from "@/lib/trpc/outputs.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";

export type CapabilityChange = Partial<Pick<CapabilityView, "enabled" | "dangerLevel">>;

export const capabilityKey = (capability: Pick<CapabilityView, "kind" | "name">): string =>
  `${capability.kind}:${capability.name}`;

/** The server with one capability changed. A switch that is thrown ends a quarantine. */
export function withCapability(server: ServerDetail, key: string, change: CapabilityChange): ServerDetail {
  let { waitingChanges } = server;
  const capabilities = server.capabilities.map((capability) => {
    if (capabilityKey(capability) !== key) return capability;
    if (change.enabled === undefined) return { ...capability, ...change };
    if (capability.quarantine) waitingChanges--;
    return { ...capability, ...change, quarantine: null };
  });
  return { ...server, capabilities, waitingChanges };
}

/** Switches a capability or sets its danger level: shown at once, taken back with the reason when Core refuses. */
export function useSetCapability(serverId: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const markStale = useMarkStale();
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const key = trpc.servers.get.queryKey({ serverId });
  const mutation = useMutation(
    trpc.servers.setCapability.mutationOptions({ meta: { failure: "The capability was not changed" } }),
  );

  async function set(capability: CapabilityView, change: CapabilityChange) {
    const id = capabilityKey(capability);
    const before: CapabilityChange = { enabled: capability.enabled, dangerLevel: capability.dangerLevel };
    // A read under way would bring the old value back for a moment.
    await queries.cancelQueries({ queryKey: key });
    queries.setQueryData(key, (old) => old && withCapability(old, id, change));
    setBusy((all) => new Set(all).add(id));
    try {
      const { kind, name, quarantine, definitionHash } = capability;
      // Switched on is what is shown here, and not what the server has said since.
      const looked = quarantine && change.enabled ? { definitionHash } : {};
      await mutation.mutateAsync({ serverId, kind, name, ...change, ...looked });
    } catch {
      // The toast with the reason comes from the mutation cache.
      queries.setQueryData(key, (old) => old && withCapability(old, id, before));
    } finally {
      setBusy((all) => new Set([...all].filter((one) => one !== id)));
      void markStale("servers");
    }
  }
  return { change: (capability: CapabilityView, change: CapabilityChange) => void set(capability, change), busy };
}
