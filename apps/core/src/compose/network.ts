import type { PrismaClient } from "@peta/db";
import type { Clock } from "../adapters/clock.ts";
import { newId } from "../adapters/crypto/index.ts";
import { createNetworkStore } from "../adapters/prisma/network-store.ts";
import { createWorkspaceStore } from "../adapters/prisma/workspace-store.ts";
import type { AuditRecorder } from "../modules/audit/index.ts";
import type { EventBus } from "../modules/events.ts";
import type { Log } from "../modules/log.ts";
import { createMemoryRateLimiter, createNetworkModule } from "../modules/network/index.ts";
import type { ConsoleSessionStore } from "../modules/principals/console-session-store.ts";
import type { PrincipalsModule } from "../modules/principals/index.ts";
import { createWorkspaceDirectory, createWorkspacesModule } from "../modules/workspaces/index.ts";

/** Admission and workspaces: who may reach which workspace, and how a workspace comes alive. */
export function createNetworkParts(deps: {
  prisma: PrismaClient;
  events: EventBus;
  clock: Clock;
  log: Log;
  audit: AuditRecorder;
  sessions: ConsoleSessionStore;
  principals: Pick<PrincipalsModule, "findPrincipal" | "issueToken">;
  /** What else reads its part of a workspace before the first request to it. */
  openers: readonly ((workspaceId: string) => Promise<void>)[];
  ignoreAddressRules: boolean;
}) {
  const network = createNetworkModule({
    ...deps,
    store: createNetworkStore(deps),
    limiter: createMemoryRateLimiter(deps),
    findPrincipal: deps.principals.findPrincipal,
    workspaceOfStrangers: () => directory.first(),
    newId,
  });
  const store = createWorkspaceStore(deps);
  const directory = createWorkspaceDirectory({ ...deps, store, openers: [...deps.openers, network.open] });
  const workspaces = createWorkspacesModule({
    ...deps,
    store,
    directory,
    issueToken: deps.principals.issueToken,
    isAddressAllowed: network.isAddressAllowed,
    newId,
  });
  return {
    network,
    workspaces,
    directory,
    close() {
      directory.close();
      network.close();
    },
  };
}
