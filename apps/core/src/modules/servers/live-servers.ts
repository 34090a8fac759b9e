import { serverNotFound } from "./find-server.ts";
import type { LiveServer, LiveServerDeps } from "./live-server.ts";
import { createScopedLiveServer } from "./scoped-live-server.ts";
import type { CataloguedServer } from "./server.ts";
import type { ServerLink } from "./server-link.ts";
import type { ServerStore } from "./server-store.ts";
import { createUserLiveServer } from "./user-live-server.ts";

/** Every registered server of every workspace, as this process knows it. */
export interface LiveServers extends ServerLink {
  find(workspaceId: string, serverId: string): LiveServer | undefined;
  /** A live server for a row that was just read at the start. */
  put(catalogued: CataloguedServer): LiveServer;
  /** Reads the row and follows it; undefined when it is gone. Calls for one server run one after the other. */
  sync(workspaceId: string, serverId: string): Promise<LiveServer | undefined>;
  /** Registers a live server that was built apart. */
  register(live: LiveServer): void;
  /** Stops and forgets. */
  drop(workspaceId: string, serverId: string): Promise<void>;
  all(): LiveServer[];
  inWorkspace(workspaceId: string): LiveServer[];
}

export function createLiveServers(deps: LiveServerDeps & { store: ServerStore }): LiveServers {
  const workspaces = new Map<string, Map<string, LiveServer>>();
  const serversOf = (workspaceId: string): Map<string, LiveServer> => {
    let servers = workspaces.get(workspaceId);
    if (!servers) workspaces.set(workspaceId, (servers = new Map()));
    return servers;
  };
  const chains = new Map<string, Promise<unknown>>();
  const find = (workspaceId: string, serverId: string): LiveServer | undefined =>
    workspaces.get(workspaceId)?.get(serverId);
  const put = (catalogued: CataloguedServer): LiveServer => {
    const create = catalogued.server.userFields === null ? createScopedLiveServer : createUserLiveServer;
    const live = create(deps, catalogued);
    serversOf(catalogued.server.workspaceId).set(catalogued.server.serverId, live);
    return live;
  };
  const drop = async (workspaceId: string, serverId: string): Promise<void> => {
    const live = find(workspaceId, serverId);
    workspaces.get(workspaceId)?.delete(serverId);
    if (live) deps.authorizations.forget(live.record.id);
    await live?.close();
  };
  const follow = async (workspaceId: string, serverId: string): Promise<LiveServer | undefined> => {
    const stored = await deps.store.find(workspaceId, serverId);
    const known = find(workspaceId, serverId);
    const isSameKind = (known?.users == null) === (stored?.server.userFields == null);
    if (stored && known?.record.id === stored.server.id && isSameKind) {
      await known.apply(stored);
      return known;
    }
    await drop(workspaceId, serverId);
    return stored ? put(stored) : undefined;
  };
  return {
    find,
    request(workspaceId, serverId, method, params, options) {
      const live = find(workspaceId, serverId);
      return live ? live.request(method, params, options) : Promise.reject(serverNotFound(serverId));
    },
    watch(workspaceId, serverId, watch) {
      const live = find(workspaceId, serverId);
      return live ? live.watch(watch) : Promise.reject(serverNotFound(serverId));
    },
    watchTask(workspaceId, serverId, watch) {
      const live = find(workspaceId, serverId);
      return live ? live.watchTask(watch) : Promise.reject(serverNotFound(serverId));
    },
    notifySession(workspaceId, scopeKey, method) {
      for (const live of workspaces.get(workspaceId)?.values() ?? []) live.notify(scopeKey, method);
    },
    endSession(workspaceId, scopeKey) {
      for (const live of workspaces.get(workspaceId)?.values() ?? []) live.endSession(scopeKey);
    },
    put,
    sync(workspaceId, serverId) {
      const key = `${workspaceId}/${serverId}`;
      // INVARIANT: rows are applied in the order in which they were read, or an old one would end a good connection.
      const next = (chains.get(key) ?? Promise.resolve())
        .catch(() => {})
        .then(() => follow(workspaceId, serverId))
        .finally(() => {
          if (chains.get(key) === next) chains.delete(key);
        });
      chains.set(key, next);
      return next;
    },
    register(live) {
      serversOf(live.record.workspaceId).set(live.record.serverId, live);
    },
    drop,
    all: () => [...workspaces.values()].flatMap((servers) => [...servers.values()]),
    inWorkspace: (workspaceId) => [...(workspaces.get(workspaceId)?.values() ?? [])],
  };
}
