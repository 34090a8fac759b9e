import type { PrismaClient } from "@peta/db";
import type { Clock } from "../adapters/clock.ts";
import { newId } from "../adapters/crypto/index.ts";
import { createDiscoveryStore } from "../adapters/prisma/discovery-store.ts";
import { createDiscoveryModule, createReadDiscoverySettings } from "../modules/discovery/index.ts";
import type { Log } from "../modules/log.ts";

type ModuleDeps = Omit<Parameters<typeof createDiscoveryModule>[0], "store">;

/** Discovery on the database: what snapshots read of it, and the module, which needs the snapshots. */
export function createDiscoveryParts(deps: { prisma: PrismaClient; clock: Clock; log: Log }) {
  const store = createDiscoveryStore({ prisma: deps.prisma, newId });
  return {
    readDiscovery: createReadDiscoverySettings({ ...deps, store }),
    createModule: (more: ModuleDeps) => createDiscoveryModule({ ...more, store }),
  };
}
