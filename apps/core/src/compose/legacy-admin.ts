import type { PrismaClient } from "@peta/db";
import type { FastifyInstance } from "fastify";
import type { Clock } from "../adapters/clock.ts";
import { newId } from "../adapters/crypto/index.ts";
import { openLegacyEnvelope } from "../adapters/crypto/legacy-envelope.ts";
import { createPostJson } from "../adapters/post-json.ts";
import { createLegacyPolicySetStore } from "../adapters/prisma/legacy-policy-set-store.ts";
import { createLegacyProxyStore } from "../adapters/prisma/legacy-proxy-store.ts";
import { createLegacyServerStore } from "../adapters/prisma/legacy-server-store.ts";
import { createLegacyUserStore } from "../adapters/prisma/legacy-user-store.ts";
import type { ApprovalsModule } from "../modules/approvals/index.ts";
import type { AuditModule } from "../modules/audit/index.ts";
import type { InstallationModule } from "../modules/installation/index.ts";
import { createLegacyModule } from "../modules/legacy/index.ts";
import { createRequestRate } from "../modules/network/request-rate.ts";
import type { NetworkModule } from "../modules/network/index.ts";
import type { PermissionsModule } from "../modules/permissions/index.ts";
import type { PermissionStore } from "../modules/permissions/permission-store.ts";
import type { PrincipalsModule } from "../modules/principals/index.ts";
import type { PrincipalStore } from "../modules/principals/principal-store.ts";
import type { ServersModule, ServerStore } from "../modules/servers/index.ts";
import type { Vault } from "../modules/vault.ts";
import { type AdminEndpointDeps, mountAdmin } from "../surfaces/legacy/admin/endpoint.ts";
import { createLogRows } from "../surfaces/legacy/admin/rows/log-rows.ts";

export interface LegacyAdminDeps
  extends Pick<AdminEndpointDeps, "clientAddress" | "onRefusedStranger" | "firstWorkspace" | "port" | "now" | "log"> {
  prisma: PrismaClient;
  vault: Vault;
  clock: Clock;
  audit: AuditModule;
  principals: PrincipalsModule;
  principalStore: PrincipalStore;
  permissions: PermissionsModule;
  permissionStore: PermissionStore;
  servers: ServersModule;
  serverStore: ServerStore;
  network: NetworkModule;
  approvals: ApprovalsModule;
  installation: InstallationModule;
  workspaceName: (workspaceId: string) => Promise<{ name: string }>;
}

/** What may be asked without a token reads the database: enough for a console that starts, too little to do harm. */
const STRANGERS = { windowMs: 60_000, perAddress: 300, altogether: 3_000 };

/** The wire `/admin` of the legacy product: its module, its endpoint and its log push. */
export function createLegacyAdminParts(deps: LegacyAdminDeps) {
  const { prisma, vault, clock, principals, principalStore, permissions, permissionStore, servers, serverStore } = deps;
  const audit = deps.audit.recorder;
  const common = { vault, clock, audit };
  const poster = createPostJson();
  const strangers = createRequestRate(clock, STRANGERS);
  const legacy = createLegacyModule({
    users: {
      ...common,
      store: createLegacyUserStore({ prisma }),
      principals,
      principalStore,
      permissions,
      permissionStore,
    },
    servers: { ...common, store: createLegacyServerStore({ prisma }), servers, serverStore },
    policySets: { ...common, store: createLegacyPolicySetStore({ prisma }), permissions, newId },
    proxies: { ...common, store: createLegacyProxyStore({ prisma }), workspaceName: deps.workspaceName },
    log: { ...common, readForward: deps.audit.readForward },
    push: { clock, log: deps.log, post: poster.post, toRows: (...page) => createLogRows(legacy)(...page) },
  });
  return {
    legacy,
    mount: (app: FastifyInstance) =>
      mountAdmin(app, {
        ...deps,
        ...deps.network,
        audit,
        legacy,
        openEnvelope: openLegacyEnvelope,
        admitStranger: strangers.enter,
        authenticateToken: principals.authenticateToken,
        async configuredFor(principal) {
          const states = await servers.describeFor(principal);
          return new Set([...states].filter(([, { isConfigured }]) => isConfigured).map(([serverId]) => serverId));
        },
      }),
    start: legacy.pushLog.start,
    async close(): Promise<void> {
      await legacy.pushLog.close();
      await poster.close();
    },
  };
}
