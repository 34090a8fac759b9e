import type { Server } from "node:http";
import path from "node:path";
import { createDb } from "@peta/db";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { createArgon2Hasher } from "./adapters/argon2.ts";
import { createAuditStore, createFileSpool } from "./adapters/audit/index.ts";
import { systemClock } from "./adapters/clock.ts";
import { startConsoleDevServer } from "./adapters/console-dev-server.ts";
import { checkMasterKey, createVault, hashToken, loadMasterKey, newId, newToken } from "./adapters/crypto/index.ts";
import { createLocalEventBus } from "./adapters/event-bus.ts";
import { createAccountStore } from "./adapters/prisma/account-store.ts";
import { createConsoleSessionStore } from "./adapters/prisma/console-session-store.ts";
import { guardConnection } from "./adapters/prisma/guard-connection.ts";
import { createInstallationStore } from "./adapters/prisma/installation-store.ts";
import { createPermissionStore } from "./adapters/prisma/permission-store.ts";
import { createPrincipalStore } from "./adapters/prisma/principal-store.ts";
import { createSettingStore } from "./adapters/prisma/setting-store.ts";
import { createTokenStore } from "./adapters/prisma/token-store.ts";
import { type OpenSetupToken, openSetupToken } from "./adapters/setup-token-file.ts";
import { createApprovalParts } from "./compose/approvals.ts";
import { createLegacyAdminParts } from "./compose/legacy-admin.ts";
import { createNetworkParts } from "./compose/network.ts";
import { createServerParts } from "./compose/servers.ts";
import { createUserWires } from "./compose/user-wires.ts";
import { createCountServers } from "./compose/count-servers.ts";
import { createClientParts } from "./compose/clients.ts";
import { createOAuthParts } from "./compose/oauth.ts";
import type { Config } from "./config.ts";
import { createAuditModule } from "./modules/audit/index.ts";
import { createGateway, DEFAULT_GATEWAY_LIMITS } from "./modules/gateway/index.ts";
import { createInstallationModule } from "./modules/installation/index.ts";
import { resourceMetadataUrl } from "./modules/oauth/index.ts";
import type { LegacyModule } from "./modules/legacy/index.ts";
import { createPermissionsModule, createSnapshots, isServerOpen } from "./modules/permissions/index.ts";
import { createPrincipalsModule } from "./modules/principals/index.ts";
import type { Principal } from "./modules/principals/principal.ts";
import { isConsoleBuilt, serveConsole } from "./surfaces/http/console-files.ts";
import { createHttpFront } from "./surfaces/http/create-http-front.ts";
import { healthRoutes } from "./surfaces/http/health-routes.ts";
import { type ConsoleSource, homeRoutes } from "./surfaces/http/home-routes.ts";
import { createHostGuard } from "./surfaces/http/host-guard.ts";
import { createSessionCookie } from "./surfaces/http/session-cookie.ts";
import { createMcpSurface, DEFAULT_MCP_LIMITS } from "./surfaces/mcp/index.ts";
import type { SocketSurface } from "./surfaces/socket/index.ts";
import type { TrpcDeps } from "./surfaces/trpc/deps.ts";
import { mountTrpc } from "./surfaces/trpc/endpoint.ts";

export interface ComposeOptions {
  config: Config;
  /** An outside database's URL or the embedded one's, migrated. */
  databaseUrl: string;
  database: "embedded" | "external";
  log: Logger;
  version: string;
  /** Directory of `apps/console`; null serves no Console. */
  consoleDirectory: string | null;
  isDevelopment?: boolean;
}

export interface Core {
  modules: TrpcDeps;
  socket: SocketSurface;
  legacy: LegacyModule;
  app: FastifyInstance;
  server: Server;
  /** Null once the installation is set up. */
  setupToken: OpenSetupToken | null;
  /** An active owner of the installation, for the demo. */
  findOwner(): Promise<Principal | null>;
  /** Listens; resolves with the URL that browsers and MCP clients use. */
  listen(): Promise<string>;
  /** Stops taking requests, finishes those under way, then closes everything in reverse order. */
  stop(): Promise<void>;
}

/** The composition root: adapters, then modules, then surfaces. Nothing here decides anything. */
export async function compose(options: ComposeOptions): Promise<Core> {
  const { config, log, version } = options;
  const clock = systemClock;
  const now = () => clock.now();

  // Adapters
  const vault = createVault(
    loadMasterKey({ dataDir: config.dataDir, fromEnvironment: config.secrets.masterKey ?? undefined }),
  );
  let isStopping = false;
  let url = "";
  const db = createDb(options.databaseUrl, {
    onError: (error) => isStopping || log.warn({ err: error }, "an idle database connection broke"),
  });
  const prisma = guardConnection(db.prisma);
  const events = createLocalEventBus((error, event) =>
    log.error({ err: error, event: event.type }, "an event's subscriber failed"),
  );
  const installationStore = createInstallationStore({ prisma });
  const principalStore = createPrincipalStore({ prisma, now });
  const permissionStore = createPermissionStore({ prisma, newId });
  const tokens = createTokenStore({ prisma });
  const sessions = createConsoleSessionStore({ prisma, clock, hashSecret: hashToken });
  const passwords = createArgon2Hasher();
  await checkMasterKey(createSettingStore({ prisma }), vault);

  // Modules
  const audit = createAuditModule({
    store: createAuditStore({ pool: db.pool }),
    vault,
    events,
    clock,
    newId,
    log,
    durability: config.audit.durability,
    spool: createFileSpool({ directory: path.join(config.dataDir, "audit-spool"), vault, newId, now, log }),
  });
  const { servers, serverStore } = createServerParts({
    prisma,
    config,
    version,
    vault,
    events,
    clock,
    log,
    audit: audit.recorder,
    findRelated: (...about) => findRelated(...about),
    isServerOpen: ({ workspaceId, id }, serverId) => isServerOpen(snapshots.current(workspaceId).policy, id, serverId),
    consoleUrl: () => (options.consoleDirectory === null || url === "" ? null : `${url}/my-servers`),
  });
  const snapshots = createSnapshots({
    listCatalogued: (id) => serverStore.listCatalogued(id),
    store: permissionStore,
    events,
    clock,
    log,
  });
  const principals = createPrincipalsModule({
    principals: principalStore,
    tokens,
    accounts: createAccountStore({ prisma }),
    sessions,
    passwords,
    events,
    clock,
    audit: audit.recorder,
    make: { newId, newToken, hashToken },
    workspaceName: (id) => installationStore.findWorkspace(id),
    workspaceOfStrangers: () => directory.first(),
    isAddressAllowed: (...request) => network.isAddressAllowed(...request),
  });
  const networkParts = createNetworkParts({
    prisma,
    events,
    clock,
    log,
    audit: audit.recorder,
    sessions,
    principals,
    openers: [snapshots.refresh],
    config,
  });
  const { network, workspaces, directory, clientAddress, onRefusedStranger } = networkParts;
  const oauthParts = createOAuthParts({
    prisma,
    vault,
    events,
    clock,
    log,
    audit: audit.recorder,
    principals,
    workspaceName: (id) => installationStore.findWorkspace(id),
    settings: config.oauth,
  });
  const { clients, findRelated } = createClientParts({
    prisma,
    snapshots,
    events,
    clock,
    log,
    audit: audit.recorder,
    principals: principalStore,
    tokens,
    sessions,
    listOAuthClients: oauthParts.listClientsOf,
  });
  const permissions = createPermissionsModule({
    store: permissionStore,
    snapshots,
    events,
    clock,
    audit: audit.recorder,
    findPrincipal: principals.findPrincipal,
    resolveSubject: principals.resolveSubject,
    findRelated,
    findClient: clients.find,
    describeServersFor: servers.describeFor,
  });
  const approvals = createApprovalParts({
    prisma,
    snapshots,
    events,
    clock,
    log,
    vault,
    audit: audit.recorder,
    principals: principalStore,
    confirmPassword: principals.confirmPassword,
  });
  const gateway = createGateway({
    snapshots,
    events,
    clock,
    log,
    link: servers.link,
    audit: audit.recorder,
    principals: principalStore,
    clients: clients.watch,
    approvals: approvals.gate,
    limits: {
      ...DEFAULT_GATEWAY_LIMITS,
      callTimeoutMs: config.limits.callTimeoutMs,
      approvalHoldMs: config.limits.approvalHoldMs,
    },
  });

  // Surfaces
  const guard = createHostGuard(config);
  const mcp = createMcpSurface({
    gateway,
    clock,
    log,
    authenticate: oauthParts.authenticate,
    resourceMetadataUrl: ({ headers }) => resourceMetadataUrl(oauthParts.resources().urlSeenBy(headers.host), "mcp"),
    clientAddress,
    admission: network,
    isAllowedHost: guard.isAllowedHost,
    isAllowedOrigin: guard.isAllowedOrigin,
    limits: {
      ...DEFAULT_MCP_LIMITS,
      bodyBytes: config.limits.maxBodyBytes,
      sessionsPerPrincipal: config.limits.maxSessionsPerPrincipal,
    },
    serverInfo: { name: "peta", version },
    onRefusedStranger,
  });
  events.subscribe((event) => {
    if (event.type === "network.replaced") mcp.recheckAddresses(event.workspaceId);
  });
  const { app, server, drain } = createHttpFront({
    tls: config.tls,
    maxBodyBytes: config.limits.maxBodyBytes,
    guard,
    log,
    newRequestId: () => newId("req"),
    handleMcp: mcp.handle,
  });
  const setupToken = (await installationStore.isSetUp())
    ? null
    : openSetupToken(config.dataDir, config.secrets.setupToken, () => newToken().replace("peta_", "setup_"));
  const countServers = createCountServers(servers);
  const installation = createInstallationModule({
    store: installationStore,
    passwords,
    newId,
    clock,
    version,
    events,
    setupToken: setupToken ?? { matches: () => false, discard: async () => {} },
    issueToken: principals.issueToken,
    openWorkspace: directory.open,
    audit: audit.recorder,
    database: options.database,
    endpoint: () => `${url}/mcp`,
    snapshotVersion: (id) => snapshots.current(id).version,
    countServers: (id) => countServers([id]),
    countSessions: (id) => mcp.sessionCount(id),
    countCalls: audit.countCalls,
  });

  const modules: TrpcDeps = {
    installation,
    principals,
    servers,
    permissions,
    clients,
    gateway,
    approvals,
    network,
    workspaces,
    oauth: oauthParts.oauth,
    audit,
    events,
  };
  const startedAt = now();
  healthRoutes(app, {
    isReachable: installationStore.isReachable,
    hasSnapshots: () => directory.ids().every(snapshots.has),
    isStopping: () => isStopping,
    counts: () => ({ servers: countServers(directory.ids()), sessions: mcp.sessionCount() }),
    audit: audit.backlog,
    uptimeSeconds: () => Math.floor((now() - startedAt) / 1000),
    version,
  });
  const isReadable = config.tls === null && config.allowInsecureHttp && !config.publicUrl?.startsWith("https:");
  await mountTrpc(app, {
    ...modules,
    onRefusedStranger,
    authenticate: oauthParts.authenticate,
    cookie: createSessionCookie(isReadable),
    clientAddress,
    now,
    log,
  });
  await oauthParts.mount(app, { clientAddress, admitAddress: network.admitAddress });
  const legacyAdmin = createLegacyAdminParts({
    ...modules,
    prisma,
    vault,
    clock,
    principalStore,
    permissionStore,
    serverStore,
    clientAddress,
    onRefusedStranger,
    workspaceName: (id) => installationStore.findWorkspace(id),
    firstWorkspace: directory.first,
    port: () => config.port,
    now,
    log,
  });
  await legacyAdmin.mount(app);
  const userWires = createUserWires({
    ...modules,
    prisma,
    snapshots,
    server,
    sharesUpgrades: options.isDevelopment === true,
    guard,
    clientAddress,
    authenticate: oauthParts.authenticate,
    resourceMetadataUrl: ({ headers }) => resourceMetadataUrl(oauthParts.resources().urlSeenBy(headers.host), "user"),
    findPrincipal: principalStore.findById,
    describeInstallation: legacyAdmin.legacy.proxies.get,
    version,
    onRefusedStranger,
    clock,
    log,
    maxBodyBytes: config.limits.maxBodyBytes,
  });
  await userWires.mount(app);
  const exportDirectory = options.consoleDirectory === null ? null : path.join(options.consoleDirectory, "out");
  let source: ConsoleSource = { kind: "none" };
  let closeDevServer = async (): Promise<void> => {};
  if (options.isDevelopment && options.consoleDirectory !== null) {
    const dev = await startConsoleDevServer(options.consoleDirectory, server);
    source = { kind: "development", handle: dev.handle };
    closeDevServer = dev.close;
  } else if (exportDirectory !== null && isConsoleBuilt(exportDirectory)) {
    await serveConsole(app, exportDirectory);
    source = { kind: "export" };
  }
  homeRoutes(app, { version, source });

  return {
    modules,
    socket: userWires.socket,
    legacy: legacyAdmin.legacy,
    app,
    server,
    setupToken,
    findOwner: installationStore.findOwner,
    async listen() {
      await audit.start();
      await directory.start();
      await approvals.start();
      await app.listen({ host: config.host, port: config.port });
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : config.port;
      const host = config.host.includes(":") ? `[${config.host}]` : config.host;
      url =
        config.publicUrl ??
        `${config.tls ? "https" : "http"}://${["0.0.0.0", "[::]"].includes(host) ? "localhost" : host}:${port}`;
      oauthParts.start(url);
      await servers.start();
      legacyAdmin.start();
      return url;
    },
    async stop() {
      isStopping = true;
      await Promise.all([mcp.close(), userWires.socket.close(), drain(10_000)]);
      await closeDevServer();
      await app.close();
      gateway.close();
      await legacyAdmin.close();
      await clients.close();
      approvals.close();
      await oauthParts.close();
      networkParts.close();
      snapshots.close();
      await servers.close();
      await audit.close();
      await db.close();
    },
  };
}
