import {
  ALL_CLIENTS,
  type CapabilityTree,
  type ClientCapabilities,
  type ConfigureUserServerInput,
  type LegacyConfigureServer,
  type McpSessionView,
  type OnlineSession,
  type SetCapabilitiesData,
  type UserServerView,
} from "@peta/contract";
import type { SnapshotSource } from "../../modules/permissions/index.ts";
import type { Caller } from "../../modules/principals/principal.ts";
import type { ServerRecord } from "../../modules/servers/server.ts";
import { buildCapabilityTree, type LegacyServerFacts } from "./capability-tree.ts";
import { readLegacyValues } from "./legacy-values.ts";
import { serverFacts, type StoredFacts } from "./server-facts.ts";
import { readTreeChanges, type TreeChange } from "./tree-changes.ts";

/** The module functions behind what a user does on the legacy wires; the typed API calls the same. */
export interface UserModules {
  snapshots: SnapshotSource;
  capabilities: (caller: Caller, input: { clientKey: string }) => Promise<ClientCapabilities>;
  /** All of the changes or none. */
  setSwitches: (caller: Caller, client: { clientKey: string }, changes: readonly TreeChange[]) => Promise<unknown>;
  listSessions: (caller: Caller, input: { principalId?: string }) => Promise<McpSessionView[]>;
  listUserServers: (caller: Caller, input: { principalId?: string }) => Promise<UserServerView[]>;
  configure: (caller: Caller, input: ConfigureUserServerInput) => Promise<unknown>;
  unconfigure: (caller: Caller, input: { serverId: string }) => Promise<unknown>;
  /** What the wire `/admin` stored of the servers that were registered there. */
  storedFacts: (workspaceId: string) => Promise<readonly StoredFacts[]>;
}

const toOnlineSession = (session: McpSessionView): OnlineSession => ({
  sessionId: session.sessionRef,
  clientName: session.clientName ?? "Unknown Client",
  userAgent:
    session.clientName === null
      ? "Unknown"
      : [session.clientName, session.clientVersion].filter((part) => part !== null).join("/"),
  lastActive: session.lastSeenAt,
});

/** What a user may do on the legacy wires; `/user` and Socket.IO share it. Each method throws what its modules throw. */
export function createUserOperations(modules: UserModules) {
  const readView = async (
    caller: Caller,
    clientKey: string,
  ): Promise<{ view: ClientCapabilities; factsOf: (serverId: string) => LegacyServerFacts }> => {
    const { workspaceId } = caller.principal;
    const [view, fields, stored] = await Promise.all([
      modules.capabilities(caller, { clientKey }),
      modules.listUserServers(caller, {}),
      modules.storedFacts(workspaceId),
    ]);
    return { view, factsOf: serverFacts(modules.snapshots.current(workspaceId), fields, stored) };
  };

  /** The server that is meant by an id of the legacy wires; without a server, the id as it is. */
  const findServer = async (
    { principal: { workspaceId } }: Caller,
    id: string,
  ): Promise<{ serverId: string; server: ServerRecord | undefined }> => {
    const { servers } = modules.snapshots.current(workspaceId);
    const stored = (await modules.storedFacts(workspaceId)).find(({ legacyId }) => legacyId === id);
    const records = [...servers.values()].map(({ server }) => server);
    const server = stored ? records.find((one) => one.id === stored.serverRowId) : servers.get(id)?.server;
    return { serverId: server?.serverId ?? id, server };
  };

  return {
    async getCapabilities(caller: Caller, clientKey: string = ALL_CLIENTS): Promise<CapabilityTree> {
      const { view, factsOf } = await readView(caller, clientKey);
      return buildCapabilityTree(view, factsOf);
    },

    /** Throws input.invalid, before anything is changed, for a danger level that the user may not set. */
    async setCapabilities(caller: Caller, { clientKey = ALL_CLIENTS, ...wanted }: SetCapabilitiesData): Promise<void> {
      const { view, factsOf } = await readView(caller, clientKey);
      const changes = readTreeChanges(view, factsOf, wanted);
      if (changes.length > 0) await modules.setSwitches(caller, { clientKey }, changes);
    },

    async configureServer(caller: Caller, data: LegacyConfigureServer): Promise<{ serverId: string; message: string }> {
      const { serverId, server } = await findServer(caller, data.serverId);
      const isKnown = (await modules.listUserServers(caller, {})).some((own) => own.serverId === serverId);
      // A server that the caller does not see has no fields to tell about; the module says what there is to say.
      const values = isKnown ? readLegacyValues(server?.userFields ?? [], data) : (data.values ?? {});
      const { shareWithAgents = false } = data;
      await modules.configure(caller, { serverId, values, shareWithAgents, test: true });
      return { serverId: data.serverId, message: "Your values are stored, and the server has started with them." };
    },

    async unconfigureServer(caller: Caller, id: string): Promise<{ serverId: string; message: string }> {
      const { serverId } = await findServer(caller, id);
      await modules.unconfigure(caller, { serverId });
      return { serverId: id, message: "Your values are gone, and the server that ran with them has stopped." };
    },

    /** What a server of the workspace is called on the legacy wires. */
    async legacyServerId(workspaceId: string, serverId: string): Promise<string> {
      const row = modules.snapshots.current(workspaceId).servers.get(serverId)?.server.id;
      const stored = await modules.storedFacts(workspaceId);
      return stored.find(({ serverRowId }) => serverRowId === row)?.legacyId ?? serverId;
    },

    async onlineSessions(caller: Caller): Promise<OnlineSession[]> {
      return (await modules.listSessions(caller, {})).map(toOnlineSession);
    },
  };
}

export type UserOperations = ReturnType<typeof createUserOperations>;
