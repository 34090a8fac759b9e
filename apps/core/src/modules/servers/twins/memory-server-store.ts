import { CoreError } from "../../../errors.ts";
import { definitionChanged, serverNotFound } from "../find-server.ts";
import { type Capability, type CataloguedServer, isListed, type ServerRecord } from "../server.ts";
import type { ServerStore } from "../server-store.ts";

/** The tests' twin of the store: the same contract, in memory. */
export function createMemoryServerStore(): ServerStore & { rows: Map<string, CataloguedServer> } {
  const rows = new Map<string, CataloguedServer>();
  const keyOf = (workspaceId: string, serverId: string): string => `${workspaceId}/${serverId}`;
  const require = (workspaceId: string, serverId: string): CataloguedServer => {
    const row = rows.get(keyOf(workspaceId, serverId));
    if (!row) throw serverNotFound(serverId);
    return row;
  };
  const put = (server: ServerRecord, capabilities: readonly Capability[]): CataloguedServer => {
    const row = { server, capabilities };
    rows.set(keyOf(server.workspaceId, server.serverId), row);
    return row;
  };
  const shown = ({ server, capabilities }: CataloguedServer): CataloguedServer => ({
    server,
    capabilities: capabilities.filter(isListed),
  });
  return {
    rows,
    listCatalogued: async (workspaceId) =>
      [...rows.values()].filter(({ server }) => server.workspaceId === workspaceId).map(shown),
    listAll: async () => [...rows.values()].map(shown),
    async find(workspaceId, serverId) {
      const row = rows.get(keyOf(workspaceId, serverId));
      return row ? shown(row) : null;
    },
    async insert(server, capabilities) {
      if (rows.has(keyOf(server.workspaceId, server.serverId)))
        throw new CoreError("server.duplicate", `There is a server "${server.serverId}" already.`);
      put(server, capabilities);
    },
    async update(workspaceId, serverId, { anonymousTools, ...change }) {
      const { server, capabilities } = require(workspaceId, serverId);
      const chosen = anonymousTools && new Set(anonymousTools);
      return put(
        { ...server, ...change },
        chosen
          ? capabilities.map((of) => ({ ...of, anonymous: of.kind === "tool" && chosen.has(of.name) }))
          : capabilities,
      ).server;
    },
    async remove(workspaceId, serverId) {
      require(workspaceId, serverId);
      rows.delete(keyOf(workspaceId, serverId));
    },
    async replaceCatalogue(workspaceId, serverId, merge, { readAt, ...facts }) {
      const { server, capabilities } = require(workspaceId, serverId);
      return shown(put({ ...server, ...facts, catalogueReadAt: readAt }, merge(capabilities)));
    },
    async changeCatalogue(workspaceId, serverId, change) {
      const { server, capabilities } = require(workspaceId, serverId);
      put(server, change(capabilities));
    },
    async setCapability(workspaceId, serverId, kind, name, change) {
      const { server, capabilities } = require(workspaceId, serverId);
      const before = capabilities.find((capability) => capability.kind === kind && capability.name === name);
      if (!before) throw new CoreError("capability.not_found", `The server "${serverId}" has no ${kind} "${name}".`);
      const { definitionHash = before.definitionHash } = change;
      if (definitionHash !== before.definitionHash) throw definitionChanged(kind, name);
      const changed = { ...before, ...change };
      put(
        server,
        capabilities.map((capability) => (capability === before ? changed : capability)),
      );
      return changed;
    },
  };
}
