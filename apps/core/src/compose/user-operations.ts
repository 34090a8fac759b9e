import type { ClientsModule } from "../modules/clients/index.ts";
import type { PermissionsModule, SnapshotSource } from "../modules/permissions/index.ts";
import type { ServersModule } from "../modules/servers/index.ts";
import { createUserOperations, type UserOperations } from "../surfaces/legacy/user-operations.ts";

/** What a user does on the legacy wires, over the modules that the typed API calls too. */
export const composeUserOperations = ({
  snapshots,
  permissions,
  clients,
  servers,
}: {
  snapshots: SnapshotSource;
  permissions: PermissionsModule;
  clients: ClientsModule;
  servers: ServersModule;
}): UserOperations =>
  createUserOperations({
    snapshots,
    capabilities: permissions.showClientCapabilities,
    setSwitches: permissions.setClientSwitches,
    listSessions: clients.listSessions,
    listUserServers: servers.userServers.list,
    configure: servers.userServers.configure,
    unconfigure: servers.userServers.unconfigure,
    fieldsOf: (workspaceId, serverId) => snapshots.current(workspaceId).servers.get(serverId)?.server.userFields ?? [],
  });
