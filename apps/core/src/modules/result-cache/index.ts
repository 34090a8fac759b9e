import type { CacheEntryView, CachePolicyView, CacheStatus } from "@peta/contract";
import { requireAdministrator } from "../audit/require-administrator.ts";
import { iso } from "../iso-time.ts";
import type { Caller, Principal } from "../principals/principal.ts";
import type { PrincipalStore } from "../principals/principal-store.ts";
import { followEvents } from "./follow-events.ts";
import { createPurgeAnswers } from "./purge-answers.ts";
import { createRemovePolicy } from "./remove-policy.ts";
import { createSetPolicy, type PolicyDeps } from "./set-policy.ts";
import { createViewPolicy } from "./view-policy.ts";

export type { CachePolicyStore } from "./cache-policy-store.ts";
export { createResultCache, type ResultCache } from "./result-cache.ts";

export interface ResultCacheModuleDeps extends PolicyDeps {
  principals: Pick<PrincipalStore, "findById">;
  findPrincipal: (workspaceId: string, handle: string) => Promise<Principal>;
}

/** What administrators see and do of kept answers. The gateway keeps and gives them out. */
export function createResultCacheModule(deps: ResultCacheModuleDeps) {
  const { cache, snapshots } = deps;
  const view = createViewPolicy(cache);
  const close = followEvents(deps.events, cache);

  const handleOf = async (workspaceId: string, principalId: string): Promise<string | null> =>
    (await deps.principals.findById(workspaceId, principalId))?.handle ?? null;

  return {
    setPolicy: createSetPolicy(deps),
    removePolicy: createRemovePolicy(deps),
    purge: createPurgeAnswers(deps),

    /** Every policy of the workspace. Throws auth.forbidden. */
    async policies(actor: Caller): Promise<CachePolicyView[]> {
      await requireAdministrator(deps, actor, "cache.policies");
      const { workspaceId } = actor.principal;
      // A level that was raised a moment ago counts.
      await snapshots.settled(workspaceId);
      const snapshot = snapshots.current(workspaceId);
      return snapshot.cachePolicies.all.map((policy) => view(snapshot, policy));
    },

    /** What is kept now, without what it says; the most recently used first. Throws auth.forbidden. */
    async entries(actor: Caller, limit: number): Promise<CacheEntryView[]> {
      await requireAdministrator(deps, actor, "cache.entries");
      const { workspaceId } = actor.principal;
      const shown = cache.list(workspaceId).slice(0, limit);
      const handles = new Map<string, string | null>();
      for (const { subject } of shown) {
        const { principalId } = subject;
        if (!handles.has(principalId)) handles.set(principalId, await handleOf(workspaceId, principalId));
      }
      return shown.map(({ key, subject, json, hits, storedAt, expiresAt }) => ({
        key,
        serverId: subject.serverId,
        kind: subject.kind,
        name: subject.uri ?? subject.name,
        principalId: subject.isShared ? null : (handles.get(subject.principalId) ?? null),
        scope: subject.isShared ? "workspace" : "principal",
        bytes: json.length,
        hits,
        storedAt: iso(storedAt),
        expiresAt: iso(expiresAt),
      }));
    },

    /** How full it is. Throws auth.forbidden. */
    async status(actor: Caller): Promise<CacheStatus> {
      await requireAdministrator(deps, actor, "cache.status");
      const { workspaceId } = actor.principal;
      const answers = cache.list(workspaceId);
      const counts = snapshots.current(workspaceId).cachePolicies.all.map(({ id }) => cache.countsOf(id));
      return {
        entries: answers.length,
        bytes: answers.reduce((sum, { json }) => sum + json.length, 0),
        maxBytes: cache.maxBytes,
        hits: counts.reduce((sum, { hits }) => sum + hits, 0),
        misses: counts.reduce((sum, { misses }) => sum + misses, 0),
      };
    },

    close,
  };
}

export type ResultCacheModule = ReturnType<typeof createResultCacheModule>;
