import type { ClientCapabilities } from "@peta/contract";
import type { PermissionsModule, SnapshotSource } from "../modules/permissions/index.ts";
import { createUserOperations, type UserOperations } from "../surfaces/legacy/user-operations.ts";

/** What a user does on the legacy wires, over the modules that the typed API calls too. */
export const composeUserOperations = (deps: {
  snapshots: SnapshotSource;
  permissions: Pick<PermissionsModule, "showPermissions">;
}): UserOperations =>
  createUserOperations({
    snapshots: deps.snapshots,
    async capabilities(caller, { clientKey }): Promise<ClientCapabilities> {
      const shown = await deps.permissions.showPermissions(caller, { principalId: caller.principal.handle, clientKey });
      return {
        principalId: shown.principalId,
        clientKey,
        servers: shown.servers.map((server) => ({
          serverId: server.serverId,
          displayName: server.displayName,
          status: server.enabled ? "sleeping" : "disabled",
          enabled: null,
          isConfigurable: false,
          isConfigured: true,
          capabilities: server.capabilities.map((capability) => ({
            ...capability,
            description: null,
            enabled: null,
            baseDangerLevel: capability.dangerLevel,
          })),
        })),
      };
    },
    setSwitch: async () => {},
    listSessions: async () => [],
    listUserServers: async () => [],
    configure: async () => {},
    unconfigure: async () => {},
    fieldsOf: () => [],
  });
