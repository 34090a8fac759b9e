import { newId, newToken } from "../adapters/crypto/index.ts";
import { openSetupToken } from "../adapters/setup-token-file.ts";
import { createIdentifyAnonymous } from "../modules/anonymous/index.ts";
import { createInstallationModule } from "../modules/installation/index.ts";
import { resourceMetadataUrl } from "../modules/oauth/index.ts";
import { SIGN_IN_PATHS } from "../modules/servers/sign-in/sign-in-addresses.ts";
import { createHttpFront } from "../surfaces/http/create-http-front.ts";
import { healthRoutes } from "../surfaces/http/health-routes.ts";
import { homeRoutes } from "../surfaces/http/home-routes.ts";
import { createHostGuard } from "../surfaces/http/host-guard.ts";
import { createSessionCookie } from "../surfaces/http/session-cookie.ts";
import { createMcpSurface, DEFAULT_MCP_LIMITS } from "../surfaces/mcp/index.ts";
import type { TrpcDeps } from "../surfaces/trpc/deps.ts";
import { mountServerSignIn } from "../surfaces/server-sign-in/index.ts";
import { mountTrpc } from "../surfaces/trpc/endpoint.ts";
import type { Adapters } from "./adapters.ts";
import { mountConsole } from "./console.ts";
import { createCountServers } from "./count-servers.ts";
import { createLegacyAdminParts } from "./legacy-admin.ts";
import type { Modules } from "./modules.ts";
import type { ComposeOptions } from "./options.ts";
import { createUserWires } from "./user-wires.ts";

/**
 * One HTTP server with every wire on it.
 * @param url where Core is reached; empty until it listens
 */
export async function createSurfaces(options: ComposeOptions, adapters: Adapters, parts: Modules, url: () => string) {
  const { config, version, log } = options;
  const { prisma, vault, events, clock, installationStore, principalStore, permissionStore } = adapters;
  const {
    audit,
    servers,
    serverStore,
    skills,
    templates,
    imports,
    snapshots,
    principals,
    oauthParts,
    clients,
    permissions,
    approvals,
  } = parts;
  const { network, workspaces, directory, clientAddress, onRefusedStranger } = parts.networkParts;
  const { authenticate } = oauthParts;
  const { gateway, workspaceName } = parts;
  const now = () => clock.now();
  const metadataUrl =
    (resource: "mcp" | "user") =>
    ({ headers }: { headers: { host?: string } }) =>
      resourceMetadataUrl(oauthParts.resources().urlSeenBy(headers.host), resource);

  const guard = createHostGuard(config);
  const mcp = createMcpSurface({
    gateway,
    sessions: parts.sessions,
    clock,
    log,
    authenticate,
    identifyAnonymous: createIdentifyAnonymous({ snapshots, first: directory.first, bySlug: directory.bySlug }),
    resourceMetadataUrl: metadataUrl("mcp"),
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
    secretPath: `${SIGN_IN_PATHS.go}/`,
    handleMcp: mcp.handle,
  });

  const setupToken = (await installationStore.isSetUp())
    ? null
    : openSetupToken(config.dataDir, config.secrets.setupToken, () => newToken().replace("peta_", "setup_"));
  const countServers = createCountServers(servers);
  const installation = createInstallationModule({
    store: installationStore,
    passwords: adapters.passwords,
    newId,
    clock,
    version,
    events,
    setupToken: setupToken ?? { matches: () => false, discard: async () => {} },
    issueToken: principals.issueToken,
    openWorkspace: directory.open,
    audit: audit.recorder,
    database: options.database,
    endpoint: () => `${url()}/mcp`,
    snapshotVersion: (id) => snapshots.current(id).version,
    countServers: (id) => countServers([id]),
    countSessions: (id) => mcp.sessionCount(id),
    countCalls: audit.countCalls,
  });
  const modules: TrpcDeps = {
    installation,
    principals,
    servers,
    skills,
    templates,
    imports,
    permissions,
    clients,
    gateway,
    approvals,
    network,
    workspaces,
    discovery: parts.discovery,
    resultCache: parts.resultCache,
    oauth: oauthParts.oauth,
    audit,
    events,
  };

  const startedAt = now();
  healthRoutes(app, {
    isReachable: installationStore.isReachable,
    hasSnapshots: () => directory.ids().every(snapshots.has),
    isStopping: adapters.isStopping,
    counts: () => ({ servers: countServers(directory.ids()), sessions: mcp.sessionCount() }),
    audit: audit.backlog,
    uptimeSeconds: () => Math.floor((now() - startedAt) / 1000),
    version,
  });
  const wire = { ...modules, prisma, vault, clock, log, now, clientAddress, authenticate, onRefusedStranger };
  const isReadable = config.tls === null && config.allowInsecureHttp && !config.publicUrl?.startsWith("https:");
  await mountTrpc(app, { ...wire, cookie: createSessionCookie(isReadable) });
  await oauthParts.mount(app, { clientAddress, admitAddress: network.admitAddress });
  await mountServerSignIn(app, {
    signIn: servers.signInPages,
    publicUrl: url,
    clientAddress,
    admitAddress: network.admitAddress,
    clock,
    log,
  });
  const legacyAdmin = createLegacyAdminParts({
    ...wire,
    principalStore,
    permissionStore,
    serverStore,
    workspaceName,
    firstWorkspace: directory.first,
    port: () => config.port,
  });
  await legacyAdmin.mount(app);
  const userWires = createUserWires({
    ...wire,
    snapshots,
    server,
    sharesUpgrades: options.isDevelopment === true,
    guard,
    resourceMetadataUrl: metadataUrl("user"),
    findPrincipal: principalStore.findById,
    describeInstallation: legacyAdmin.legacy.proxies.get,
    version,
    maxBodyBytes: config.limits.maxBodyBytes,
  });
  await userWires.mount(app);
  const shown = await mountConsole(app, server, options);
  homeRoutes(app, { version, source: shown.source });

  return { app, server, drain, mcp, setupToken, modules, legacyAdmin, socket: userWires.socket, shown };
}
