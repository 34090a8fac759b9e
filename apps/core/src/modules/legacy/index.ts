import { createLegacyLog } from "./log.ts";
import { createLegacyPolicySets, type LegacyPolicySetsDeps } from "./policy-sets/index.ts";
import { createLegacyProxies, type LegacyProxiesDeps } from "./proxy.ts";
import { createPushLog, type PushLogDeps } from "./push-log.ts";
import { createLegacyServers, type LegacyServersDeps } from "./servers/index.ts";
import { createLegacyUsers, type LegacyUsersDeps } from "./users/index.ts";

export type { OpenLegacyEnvelope } from "./legacy-envelope.ts";
export type { LogEntry } from "./log.ts";
export type { ShownPolicySet } from "./policy-sets/index.ts";
export type { LegacyProxy } from "./proxy.ts";
export type { LegacyServer } from "./servers/index.ts";
export type { LegacyUser } from "./users/index.ts";

export interface LegacyDeps {
  users: LegacyUsersDeps;
  servers: LegacyServersDeps;
  policySets: Omit<LegacyPolicySetsDeps, "servers">;
  proxies: LegacyProxiesDeps & { store: PushLogDeps["store"] };
  log: Parameters<typeof createLegacyLog>[0];
  push: Omit<PushLogDeps, "store" | "openUrl" | "readLog">;
}

/** What the wire `/admin` of the legacy product knows beyond Core's own modules. Nothing else depends on it. */
export function createLegacyModule(deps: LegacyDeps) {
  const users = createLegacyUsers(deps.users);
  const servers = createLegacyServers(deps.servers);
  const proxies = createLegacyProxies(deps.proxies);
  const log = createLegacyLog(deps.log);
  return {
    users,
    servers,
    proxies,
    log,
    policySets: createLegacyPolicySets({ ...deps.policySets, servers }),
    pushLog: createPushLog({
      ...deps.push,
      store: deps.proxies.store,
      openUrl: proxies.openUrl,
      readLog: log.read,
    }),
  };
}
export type LegacyModule = ReturnType<typeof createLegacyModule>;
