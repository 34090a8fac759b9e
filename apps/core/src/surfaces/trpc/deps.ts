import type { IncomingMessage } from "node:http";
import type { ApprovalsModule } from "../../modules/approvals/index.ts";
import type { AuditModule } from "../../modules/audit/index.ts";
import type { ClientsModule } from "../../modules/clients/index.ts";
import type { DiscoveryModule } from "../../modules/discovery/index.ts";
import type { EventBus } from "../../modules/events.ts";
import type { Gateway, StrangerRefusal } from "../../modules/gateway/index.ts";
import type { ImportsModule } from "../../modules/imports/index.ts";
import type { InstallationModule } from "../../modules/installation/index.ts";
import type { Log } from "../../modules/log.ts";
import type { NetworkModule } from "../../modules/network/index.ts";
import type { OAuthModule } from "../../modules/oauth/index.ts";
import type { PermissionsModule } from "../../modules/permissions/index.ts";
import type { AuthenticateBearer } from "../../modules/principals/bearer.ts";
import type { PrincipalsModule } from "../../modules/principals/index.ts";
import type { ResultCacheModule } from "../../modules/result-cache/index.ts";
import type { ServersModule } from "../../modules/servers/index.ts";
import type { SkillsModule } from "../../modules/skills/index.ts";
import type { TemplatesModule } from "../../modules/templates/index.ts";
import type { WorkspacesModule } from "../../modules/workspaces/index.ts";
import type { SessionCookie } from "../http/session-cookie.ts";

/** The modules this wire calls; each procedure file takes only those it uses. */
export interface TrpcDeps {
  installation: InstallationModule;
  principals: PrincipalsModule;
  servers: ServersModule;
  skills: SkillsModule;
  templates: TemplatesModule;
  imports: ImportsModule;
  permissions: PermissionsModule;
  clients: ClientsModule;
  gateway: Gateway;
  approvals: ApprovalsModule;
  network: NetworkModule;
  workspaces: WorkspacesModule;
  discovery: DiscoveryModule;
  resultCache: ResultCacheModule;
  oauth: OAuthModule;
  audit: AuditModule;
  events: EventBus;
}

/** What the endpoint itself needs besides. */
export interface TrpcEndpointDeps extends TrpcDeps {
  /** Opaque tokens, and OAuth tokens of the user's own API; one for the MCP endpoint is refused here. */
  authenticate: AuthenticateBearer;
  cookie: SessionCookie;
  clientAddress: (request: IncomingMessage) => string | null;
  now: () => number;
  log: Log;
  /** Hears of requests whose credential was refused. */
  onRefusedStranger: (refusal: StrangerRefusal) => void;
}
