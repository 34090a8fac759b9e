import type { PrismaClient } from "@peta/db";
import type { Clock } from "../adapters/clock.ts";
import { newId } from "../adapters/crypto/index.ts";
import { createNetworkStore } from "../adapters/prisma/network-store.ts";
import { createWorkspaceStore } from "../adapters/prisma/workspace-store.ts";
import type { AuditRecorder } from "../modules/audit/index.ts";
import type { Config } from "../config.ts";
import type { EventBus } from "../modules/events.ts";
import { createStrangerRecords } from "../modules/gateway/index.ts";
import type { Log } from "../modules/log.ts";
import { createMemoryRateLimiter, createNetworkModule } from "../modules/network/index.ts";
import type { ConsoleSessionStore } from "../modules/principals/console-session-store.ts";
import type { PrincipalsModule } from "../modules/principals/index.ts";
import { createWorkspaceDirectory, createWorkspacesModule } from "../modules/workspaces/index.ts";
import { createClientAddress } from "../surfaces/http/client-address.ts";

/** Admission and workspaces: who may reach which workspace from where, and how a workspace comes alive. */
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
  config: Pick<Config, "ignoreAddressRules" | "trustedProxies" | "publicUrl" | "allowedHosts">;
}) {
  const { config } = deps;
  const network = createNetworkModule({
    ...deps,
    ignoreAddressRules: config.ignoreAddressRules,
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
    clientAddress: createClientAddress({
      trustedProxies: config.trustedProxies,
      // Another name than this machine's says that a proxy may stand before Core.
      isBehindProxy: config.publicUrl !== null || config.allowedHosts.length > 0,
    }),
    // Nobody's workspace is known yet: the installation's first one keeps the record.
    onRefusedStranger: createStrangerRecords({ ...deps, workspaceId: directory.first }),
    close() {
      directory.close();
      network.close();
    },
  };
}
