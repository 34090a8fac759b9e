import type { Clock } from "../../adapters/clock.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { EventBus } from "../events.ts";
import type { Log } from "../log.ts";
import type { SnapshotSource } from "../permissions/workspace-snapshot.ts";
import type { PrincipalStore } from "../principals/principal-store.ts";
import type { ServerLink } from "../servers/server-link.ts";
import type { Gateway, GatewayLimits } from "./gateway.ts";

export interface GatewayDeps {
  snapshots: SnapshotSource;
  link: ServerLink;
  audit: AuditRecorder;
  events: EventBus;
  /** Asked when a principal changed: is it still active? */
  principals: Pick<PrincipalStore, "findByHandle">;
  clock: Clock;
  limits: GatewayLimits;
  log?: Log;
}

export function createGateway(deps: GatewayDeps): Gateway {
  throw new Error(`not built yet: ${deps.limits.listPageSize}`);
}
