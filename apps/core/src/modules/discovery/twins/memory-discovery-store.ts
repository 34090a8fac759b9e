import type { DiscoverySetting } from "../discovery-setting.ts";
import type { DiscoveryStore } from "../discovery-store.ts";

/** Twin of the database. `used`: canonical names by principal id. */
export function createMemoryDiscoveryStore(used: ReadonlyMap<string, readonly string[]> = new Map()): DiscoveryStore {
  const rows = new Map<string, { workspaceId: string; setting: DiscoverySetting }>();
  const keyOf = (workspaceId: string, principalId: string | null, clientKey: string | null): string =>
    JSON.stringify([workspaceId, principalId, clientKey]);
  return {
    list: async (workspaceId) =>
      [...rows.values()]
        .filter((row) => row.workspaceId === workspaceId)
        .map(({ setting }) => ({ ...setting, principalHandle: setting.principalId })),
    set: async (workspaceId, setting) =>
      void rows.set(keyOf(workspaceId, setting.principalId, setting.clientKey), { workspaceId, setting }),
    remove: async (workspaceId, principalId, clientKey) => void rows.delete(keyOf(workspaceId, principalId, clientKey)),
    mostUsed: async (_workspaceId, perPrincipal) =>
      new Map([...used].map(([principalId, names]) => [principalId, names.slice(0, perPrincipal)])),
  };
}
