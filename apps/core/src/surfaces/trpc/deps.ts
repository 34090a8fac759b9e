import type { AuditModule } from "../../modules/audit/index.ts";
import type { EventBus } from "../../modules/events.ts";
import type { Gateway } from "../../modules/gateway/index.ts";
import type { InstallationModule } from "../../modules/installation/index.ts";
import type { PermissionsModule } from "../../modules/permissions/index.ts";
import type { PrincipalsModule } from "../../modules/principals/index.ts";
import type { ServersModule } from "../../modules/servers/index.ts";

/** The modules this wire calls; each procedure file takes only those it uses. */
export interface TrpcDeps {
  installation: InstallationModule;
  principals: PrincipalsModule;
  servers: ServersModule;
  permissions: PermissionsModule;
  gateway: Gateway;
  audit: AuditModule;
  events: EventBus;
}
