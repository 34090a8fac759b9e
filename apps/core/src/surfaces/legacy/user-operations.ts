import {
  ALL_CLIENTS,
  type CapabilityTree,
  type ClientCapabilities,
  type ConfigureUserServerInput,
  type LegacyConfigureServer,
  type McpSessionView,
  type OnlineSession,
  type SetCapabilitiesData,
  type UserField,
  type UserServerView,
} from "@peta/contract";
import type { SnapshotSource } from "../../modules/permissions/index.ts";
import type { Caller } from "../../modules/principals/principal.ts";
import { buildCapabilityTree, type LegacyServerFacts } from "./capability-tree.ts";
import { readLegacyValues } from "./legacy-values.ts";
import { serverFacts } from "./server-facts.ts";
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
  /** Where the values of a server's users go; empty for a server that takes none. */
  fieldsOf: (workspaceId: string, serverId: string) => readonly UserField[];
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
    const [view, fields] = await Promise.all([
      modules.capabilities(caller, { clientKey }),
      modules.listUserServers(caller, {}),
    ]);
    return { view, factsOf: serverFacts(modules.snapshots.current(caller.principal.workspaceId), fields) };
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
      const { serverId, shareWithAgents = false } = data;
      const isKnown = (await modules.listUserServers(caller, {})).some((server) => server.serverId === serverId);
      // A server that the caller does not see has no fields to tell about; the module says what there is to say.
      const values = isKnown
        ? readLegacyValues(modules.fieldsOf(caller.principal.workspaceId, serverId), data)
        : (data.values ?? {});
      await modules.configure(caller, { serverId, values, shareWithAgents, test: true });
      return { serverId, message: "Your values are stored, and the server has started with them." };
    },

    async unconfigureServer(caller: Caller, serverId: string): Promise<{ serverId: string; message: string }> {
      await modules.unconfigure(caller, { serverId });
      return { serverId, message: "Your values are gone, and the server that ran with them has stopped." };
    },

    async onlineSessions(caller: Caller): Promise<OnlineSession[]> {
      return (await modules.listSessions(caller, {})).map(toOnlineSession);
    },
  };
}

export type UserOperations = ReturnType<typeof createUserOperations>;
