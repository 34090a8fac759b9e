import type { PrismaClient } from "@peta/db";
import type { Clock } from "../adapters/clock.ts";
import { newId } from "../adapters/crypto/index.ts";
import { createCachePolicyStore } from "../adapters/prisma/cache-policy-store.ts";
import { createCachePolicies } from "../modules/result-cache/cache-policy.ts";
import {
  createResultCache,
  createResultCacheModule,
  type ResultCacheModuleDeps,
} from "../modules/result-cache/index.ts";

/** Room for kept answers of all workspaces. */
const MAX_BYTES = 64 * 1024 * 1024;

/** The result cache in memory with its policies in the database: what snapshots read, and the module, which needs them. */
export function createResultCacheParts({ prisma, clock }: { prisma: PrismaClient; clock: Clock }) {
  const store = createCachePolicyStore({ prisma });
  const cache = createResultCache({ clock, maxBytes: MAX_BYTES });
  return {
    cache,
    readCachePolicies: async (workspaceId: string) => createCachePolicies(await store.list(workspaceId)),
    createModule: (deps: Omit<ResultCacheModuleDeps, "store" | "cache" | "newId">) =>
      createResultCacheModule({ ...deps, store, cache, newId }),
  };
}
