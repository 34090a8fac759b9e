import { approvalsRouter } from "./approvals/router.ts";
import { auditRouter } from "./audit/router.ts";
import { cacheRouter } from "./cache/router.ts";
import { clientsRouter } from "./clients/router.ts";
import { consoleSessionsRouter } from "./console-sessions/router.ts";
import type { TrpcDeps } from "./deps.ts";
import { discoveryRouter } from "./discovery/router.ts";
import { eventsRouter } from "./events/router.ts";
import { gatewayRouter } from "./gateway/router.ts";
import { installationRouter } from "./installation/router.ts";
import { networkRouter } from "./network/router.ts";
import { oauthRouter } from "./oauth/router.ts";
import { permissionsRouter } from "./permissions/router.ts";
import { policiesRouter } from "./policies/router.ts";
import { principalsRouter } from "./principals/router.ts";
import { serversRouter } from "./servers/router.ts";
import { skillsRouter } from "./skills/router.ts";
import { templatesRouter } from "./templates/router.ts";
import { tokensRouter } from "./tokens/router.ts";
import { router } from "./trpc.ts";
import { userServersRouter } from "./user-servers/router.ts";
import { workspacesRouter } from "./workspaces/router.ts";

/** Every operation of the typed API, by noun. */
export const createAppRouter = (deps: TrpcDeps) =>
  router({
    installation: installationRouter(deps),
    consoleSessions: consoleSessionsRouter(deps),
    servers: serversRouter(deps),
    userServers: userServersRouter(deps),
    skills: skillsRouter(deps),
    templates: templatesRouter(deps),
    clients: clientsRouter(deps),
    principals: principalsRouter(deps),
    tokens: tokensRouter(deps),
    permissions: permissionsRouter(deps),
    policies: policiesRouter(deps),
    gateway: gatewayRouter(deps),
    approvals: approvalsRouter(deps),
    discovery: discoveryRouter(deps),
    cache: cacheRouter(deps),
    network: networkRouter(deps),
    workspaces: workspacesRouter(deps),
    oauth: oauthRouter(deps),
    audit: auditRouter(deps),
    events: eventsRouter(deps),
  });

/** The contract that Console, CLI and tests are typed by; the only thing this package exports. */
export type AppRouter = ReturnType<typeof createAppRouter>;
