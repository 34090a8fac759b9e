import type { PolicySnapshot } from "@peta/policy";
import type { Clock } from "../../adapters/clock.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { EventBus } from "../events.ts";
import type { Log } from "../log.ts";
import type { FindRelated } from "../principals/find-related.ts";
import { createClientSightings } from "./client-sightings.ts";
import type { ClientStore } from "./client-store.ts";
import type { ClientWatch } from "./client-watch.ts";
import { createFindClient } from "./find-client.ts";
import type { ListCredentials } from "./known-credentials.ts";
import { createListClients } from "./list-clients.ts";
import { createMcpSessions } from "./mcp-sessions.ts";
import { createSessionRegistry } from "./session-registry.ts";

export type { ClientRecord, ClientStore } from "./client-store.ts";
export type { ClientWatch } from "./client-watch.ts";
export type { FindClient } from "./find-client.ts";
export { createListCredentials, type CredentialSources } from "./list-credentials.ts";

export interface ClientsDeps {
  store: ClientStore;
  listCredentials: ListCredentials;
  findRelated: FindRelated;
  /** The policy in force in a workspace. */
  policy: (workspaceId: string) => PolicySnapshot;
  audit: AuditRecorder;
  events: EventBus;
  clock: Clock;
  newId: (prefix: string) => string;
  log: Log;
}

/** The client applications that principals use, and their open MCP sessions. */
export function createClientsModule(deps: ClientsDeps) {
  const sightings = createClientSightings(deps);
  const sessions = createSessionRegistry(deps);
  const mcpSessions = createMcpSessions({ ...deps, sessions });
  const watch: ClientWatch = {
    seen(use) {
      sightings.seen(use);
      if (use.sessionId !== null) sessions.touch(use.sessionId);
    },
    opened(use, end) {
      sightings.seen(use);
      return sessions.open(use, end);
    },
  };
  return {
    /** Port of `modules/gateway`. */
    watch,
    list: createListClients({ ...deps, sightings, sessions }),
    find: createFindClient({ ...deps, sightings }),
    listSessions: mcpSessions.list,
    endSession: mcpSessions.end,
    /** Writes what was seen and is not stored yet. */
    close: () => sightings.close(),
  };
}

export type ClientsModule = ReturnType<typeof createClientsModule>;
