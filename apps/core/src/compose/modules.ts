import path from "node:path";
import { createAuditStore, createFileSpool } from "../adapters/audit/index.ts";
import { hashToken, newId, newToken } from "../adapters/crypto/index.ts";
import { createAuditModule } from "../modules/audit/index.ts";
import { createGateway, DEFAULT_GATEWAY_LIMITS } from "../modules/gateway/index.ts";
import { createPermissionsModule, createSnapshots, isServerOpen } from "../modules/permissions/index.ts";
import { createPrincipalsModule } from "../modules/principals/index.ts";
import type { Adapters } from "./adapters.ts";
import { createApprovalParts } from "./approvals.ts";
import { createClientParts } from "./clients.ts";
import { createDiscoveryParts } from "./discovery.ts";
import { createNetworkParts } from "./network.ts";
import { createOAuthParts } from "./oauth.ts";
import type { ComposeOptions } from "./options.ts";
import { createResultCacheParts } from "./result-cache.ts";
import { createServerParts } from "./servers.ts";
import { createSessionParts } from "./sessions.ts";

/** What calls may wait for each other's records under load: as long as 64 calls take on their way through Core. */
const GATHER_MS = 4;

/**
 * Every module on the adapters. Some know of each other: what a later one offers is looked up when it is used.
 * @param url where Core is reached; empty until it listens
 */
export function createModules(options: ComposeOptions, adapters: Adapters, url: () => string) {
  const { config, version } = options;
  const { prisma, vault, events, clock, log, installationStore, principalStore, tokens, sessions } = adapters;
  const now = () => clock.now();
  const audit = createAuditModule({
    store: createAuditStore({ pool: adapters.pool }),
    vault,
    events,
    clock,
    newId,
    log,
    durability: config.audit.durability,
    gatherMs: GATHER_MS,
    spool: createFileSpool({ directory: path.join(config.dataDir, "audit-spool"), vault, newId, now, log }),
  });
  const shared = { prisma, vault, events, clock, log, audit: audit.recorder };
  const workspaceName = (id: string) => installationStore.findWorkspace(id);
  const { servers, serverStore, skills, templates, imports } = createServerParts({
    ...shared,
    config,
    version,
    findRelated: (...about) => findRelated(...about),
    isServerOpen: ({ workspaceId, id }, serverId) => isServerOpen(snapshots.current(workspaceId).policy, id, serverId),
    settled: (workspaceId) => snapshots.settled(workspaceId),
    publicUrl: url,
    consoleUrl: () => (options.consoleDirectory === null || url() === "" ? null : `${url()}/my-servers`),
  });
  const discoveryParts = createDiscoveryParts(shared);
  const cacheParts = createResultCacheParts(shared);
  const snapshots = createSnapshots({
    ...shared,
    readDiscovery: discoveryParts.readDiscovery,
    readCachePolicies: cacheParts.readCachePolicies,
    listCatalogued: (id) => serverStore.listCatalogued(id),
    store: adapters.permissionStore,
  });
  const principals = createPrincipalsModule({
    ...shared,
    principals: principalStore,
    tokens,
    accounts: adapters.accounts,
    sessions,
    passwords: adapters.passwords,
    make: { newId, newToken, hashToken },
    workspaceName,
    workspaceOfStrangers: () => networkParts.directory.first(),
    isAddressAllowed: (...request) => networkParts.network.isAddressAllowed(...request),
  });
  const networkParts = createNetworkParts({ ...shared, sessions, principals, openers: [snapshots.refresh], config });
  const oauthParts = createOAuthParts({ ...shared, principals, workspaceName, settings: config.oauth });
  const { clients, findRelated } = createClientParts({
    ...shared,
    snapshots,
    principals: principalStore,
    tokens,
    sessions,
    listOAuthClients: oauthParts.oauth.listClientsOf,
  });
  const permissions = createPermissionsModule({
    ...shared,
    store: adapters.permissionStore,
    snapshots,
    findPrincipal: principals.findPrincipal,
    resolveSubject: principals.resolveSubject,
    findRelated,
    findClient: clients.find,
    describeServersFor: servers.describeFor,
  });
  const approvals = createApprovalParts({
    ...shared,
    snapshots,
    principals: principalStore,
    confirmPassword: principals.confirmPassword,
  });
  const discovery = discoveryParts.createModule({
    ...shared,
    snapshots,
    findRelated,
    findClient: clients.find,
    ownIds: principals.ownIds,
  });
  const resultCache = cacheParts.createModule({
    ...shared,
    snapshots,
    principals: principalStore,
    findPrincipal: principals.findPrincipal,
  });
  const gateway = createGateway({
    ...shared,
    cache: cacheParts.cache,
    snapshots,
    link: servers.link,
    onSession: ({ principal }) => servers.warmUp(principal),
    principals: principalStore,
    clients: clients.watch,
    approvals: approvals.gate,
    limits: {
      ...DEFAULT_GATEWAY_LIMITS,
      callTimeoutMs: config.limits.callTimeoutMs,
      approvalHoldMs: config.limits.approvalHoldMs,
    },
  });
  return {
    audit,
    servers,
    serverStore,
    skills,
    templates,
    imports,
    snapshots,
    principals,
    networkParts,
    oauthParts,
    clients,
    permissions,
    approvals,
    discovery,
    resultCache,
    gateway,
    sessions: createSessionParts(adapters),
    workspaceName,
  };
}

export type Modules = ReturnType<typeof createModules>;
