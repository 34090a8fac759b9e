import type { PrismaClient } from "@peta/db";
import type { FastifyInstance } from "fastify";
import { newId } from "../adapters/crypto/index.ts";
import { createLegacyServerStore } from "../adapters/prisma/legacy-server-store.ts";
import type { ClientsModule } from "../modules/clients/index.ts";
import type { AuditModule } from "../modules/audit/index.ts";
import type { NetworkModule } from "../modules/network/index.ts";
import type { PermissionsModule, SnapshotSource } from "../modules/permissions/index.ts";
import type { PrincipalsModule } from "../modules/principals/index.ts";
import type { ServersModule } from "../modules/servers/index.ts";
import { mountUser, type UserEndpointDeps } from "../surfaces/legacy/user/endpoint.ts";
import { createUserOperations } from "../surfaces/legacy/user-operations.ts";
import { createSocketSurface, DEFAULT_SOCKET_LIMITS, type SocketSurfaceDeps } from "../surfaces/socket/index.ts";

type Composed =
  | "operations"
  | "newRequestId"
  | "ownIds"
  | "limits"
  | "audit"
  | "admitAddress"
  | "admitRequest"
  | "isAddressAllowed";

export interface UserWireDeps extends Omit<SocketSurfaceDeps, Composed> {
  prisma: PrismaClient;
  snapshots: SnapshotSource;
  permissions: PermissionsModule;
  clients: ClientsModule;
  principals: Pick<PrincipalsModule, "ownIds">;
  servers: ServersModule;
  network: NetworkModule;
  audit: AuditModule;
  resourceMetadataUrl: UserEndpointDeps["resourceMetadataUrl"];
  maxBodyBytes: number;
}

/** What a user's applications talk to: Socket.IO on Core's own HTTP server, which closes before the server does, and `/user`. */
export function createUserWires({ permissions, clients, servers, maxBodyBytes, ...deps }: UserWireDeps) {
  const operations = createUserOperations({
    snapshots: deps.snapshots,
    capabilities: permissions.showClientCapabilities,
    setSwitches: permissions.setClientSwitches,
    listSessions: clients.listSessions,
    listUserServers: servers.userServers.list,
    configure: servers.userServers.configure,
    unconfigure: servers.userServers.unconfigure,
    storedFacts: createLegacyServerStore(deps).list,
  });
  const shared = { ...deps, ...deps.network, operations, audit: deps.audit.recorder };
  return {
    socket: createSocketSurface({
      ...shared,
      newRequestId: () => newId("ask"),
      ownIds: deps.principals.ownIds,
      limits: { ...DEFAULT_SOCKET_LIMITS, messageBytes: Math.min(maxBodyBytes, DEFAULT_SOCKET_LIMITS.messageBytes) },
    }),
    mount: (app: FastifyInstance) => mountUser(app, { ...shared, now: () => deps.clock.now() }),
  };
}
