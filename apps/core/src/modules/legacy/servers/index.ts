import { CoreError } from "../../../errors.ts";
import type { Caller } from "../../principals/principal.ts";
import type { ServersModule } from "../../servers/index.ts";
import { type ChangeServersDeps, createChangeServers } from "./change-servers.ts";
import type { LegacyServer } from "./legacy-server.ts";
import { createReadServers, type ReadServersDeps } from "./read-servers.ts";

export { categoryOf, type LegacyServer } from "./legacy-server.ts";
export type { LegacyServerFacts, LegacyServerStore } from "./legacy-server-store.ts";

export interface LegacyServersDeps extends Omit<ReadServersDeps & ChangeServersDeps, "servers" | "serverStore"> {
  serverStore: ReadServersDeps["serverStore"] & ChangeServersDeps["serverStore"];
  servers: ServersModule;
}

/** Registered servers as servers of the wire `/admin`. */
export function createLegacyServers(deps: LegacyServersDeps) {
  const read = createReadServers(deps);
  const change = createChangeServers(deps, read);
  const removeAll = async (actor: Caller, servers: readonly LegacyServer[]): Promise<number> => {
    for (const { server } of servers) await deps.servers.remove(actor, server.serverId);
    return servers.length;
  };
  return {
    ...read,
    ...change,
    stop: (actor: Caller, { server }: LegacyServer) =>
      server.enabled ? deps.servers.update(actor, { serverId: server.serverId, enabled: false }) : undefined,
    remove: (actor: Caller, server: LegacyServer) => removeAll(actor, [server]),
    removeByProxy: async (actor: Caller, proxyId: number) =>
      removeAll(
        actor,
        (await read.list(actor)).filter((server) => server.proxyId === proxyId),
      ),
    /** Connects what is on and neither connected nor asleep. */
    async connectAll(actor: Caller): Promise<{ connected: LegacyServer[]; failed: LegacyServer[] }> {
      const outcome: { connected: LegacyServer[]; failed: LegacyServer[] } = { connected: [], failed: [] };
      for (const one of await read.list(actor)) {
        if (one.server.userFields || (one.status !== "offline" && one.status !== "error")) continue;
        const isUp = await deps.servers.refresh(actor, one.server.serverId).then(
          () => true,
          (error: unknown) => {
            if (error instanceof CoreError) return false;
            throw error;
          },
        );
        outcome[isUp ? "connected" : "failed"].push(one);
      }
      return outcome;
    },
  };
}
export type LegacyServers = ReturnType<typeof createLegacyServers>;
