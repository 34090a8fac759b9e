import type { CachePolicy } from "../cache-policy.ts";
import type { CachePolicyStore } from "../cache-policy-store.ts";

/** Twin of the database. */
export function createMemoryCachePolicyStore(): CachePolicyStore {
  const rows = new Map<string, { workspaceId: string; policy: CachePolicy }>();
  const keyOf = (workspaceId: string, serverId: string, kind: string, name: string): string =>
    JSON.stringify([workspaceId, serverId, kind, name]);
  return {
    list: async (workspaceId) =>
      [...rows.values()].filter((row) => row.workspaceId === workspaceId).map(({ policy }) => policy),
    set: async (workspaceId, policy) =>
      void rows.set(keyOf(workspaceId, policy.serverId, policy.kind, policy.name), { workspaceId, policy }),
    remove: async (workspaceId, serverId, kind, name) => rows.delete(keyOf(workspaceId, serverId, kind, name)),
  };
}
