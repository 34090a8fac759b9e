import type { ServerSummary } from "@peta/contract";
import type { Caller } from "../../principals/principal.ts";
import { serverNotFound } from "../../servers/find-server.ts";
import type { ServersModule } from "../../servers/index.ts";
import type { ServerStore } from "../../servers/server-store.ts";
import { defaultFacts, type LegacyServer } from "./legacy-server.ts";
import type { LegacyServerStore } from "./legacy-server-store.ts";

export interface ReadServersDeps {
  store: LegacyServerStore;
  serverStore: Pick<ServerStore, "listCatalogued">;
  servers: Pick<ServersModule, "list">;
}

/** Every server of the caller's workspace as the legacy wires see it. */
export function createReadServers({ store, serverStore, servers }: ReadServersDeps) {
  const list = async (actor: Caller): Promise<LegacyServer[]> => {
    const { workspaceId } = actor.principal;
    const [summaries, catalogued, facts] = await Promise.all([
      servers.list(actor),
      serverStore.listCatalogued(workspaceId),
      store.list(workspaceId),
    ]);
    const statusOf = new Map(summaries.map(({ serverId, status }: ServerSummary) => [serverId, status]));
    const factsOf = new Map(facts.map(({ serverRowId, ...rest }) => [serverRowId, rest]));
    return catalogued.map(({ server, capabilities }) => {
      const { serverRowId: _, ...defaults } = defaultFacts(server);
      return {
        ...(factsOf.get(server.id) ?? defaults),
        server,
        capabilities,
        status: statusOf.get(server.serverId) ?? (server.enabled ? "sleeping" : "disabled"),
      };
    });
  };
  return {
    list,
    /** The wire's own id of each server that has one, by Core's. */
    async legacyIds(workspaceId: string): Promise<Map<string, string>> {
      const [catalogued, facts] = await Promise.all([serverStore.listCatalogued(workspaceId), store.list(workspaceId)]);
      const byRow = new Map(facts.map(({ serverRowId, legacyId }) => [serverRowId, legacyId]));
      return new Map(catalogued.map(({ server }) => [server.serverId, byRow.get(server.id) ?? server.serverId]));
    },
    find: async (actor: Caller, legacyId: string): Promise<LegacyServer | undefined> =>
      (await list(actor)).find((one) => one.legacyId === legacyId),
    /** Throws server.not_found. */
    async require(actor: Caller, legacyId: string): Promise<LegacyServer> {
      const found = (await list(actor)).find((one) => one.legacyId === legacyId);
      if (!found) throw serverNotFound(legacyId.slice(0, 128));
      return found;
    },
  };
}
export type ReadServers = ReturnType<typeof createReadServers>;
