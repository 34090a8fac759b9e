import type { ServerValuesStore, StoredValues } from "../user-values/values-store.ts";

/** The tests' twin of the store of users' values: the same contract, in memory. */
export function createMemoryValuesStore(): ServerValuesStore & {
  rows: Map<string, StoredValues>;
  /** Principals that are switched off. */
  inactive: Set<string>;
  /** What the next readings are refused with. */
  failure: Error | null;
} {
  const keyOf = (serverRowId: string, principalId: string): string => `${serverRowId}/${principalId}`;
  const store = {
    rows: new Map<string, StoredValues>(),
    inactive: new Set<string>(),
    failure: null as Error | null,
    async listHolders(workspaceId: string, serverRowId: string) {
      if (store.failure) throw store.failure;
      return [...store.rows.values()]
        .filter((row) => row.workspaceId === workspaceId && row.serverRowId === serverRowId)
        .filter(({ principalId }) => !store.inactive.has(principalId))
        .map(({ principalId, revision, shareWithAgents }) => ({
          principalId,
          revision,
          shareWithAgents,
          expiresAt: null,
        }));
    },
    async find(workspaceId: string, serverRowId: string, principalId: string) {
      const row = store.rows.get(keyOf(serverRowId, principalId));
      return row?.workspaceId === workspaceId ? row : null;
    },
    async put(values: StoredValues) {
      store.rows.set(keyOf(values.serverRowId, values.principalId), values);
    },
    async remove(_workspaceId: string, serverRowId: string, principalId: string) {
      return store.rows.delete(keyOf(serverRowId, principalId));
    },
  };
  return store;
}
