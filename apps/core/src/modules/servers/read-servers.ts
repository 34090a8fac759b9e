import type { ServerDetail, ServerSummary } from "@peta/contract";
import type { Clock } from "../../adapters/clock.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { Caller } from "../principals/principal.ts";
import type { Vault } from "../vault.ts";
import { requireServer } from "./find-server.ts";
import type { LiveServer } from "./live-server.ts";
import type { LiveServers } from "./live-servers.ts";
import type { ServerRecord } from "./server.ts";
import { openLaunch } from "./seal-launch.ts";
import type { ServerConnector } from "./server-connector.ts";
import { restingStatus, type ServerStatus } from "./server-status.ts";
import { viewDetail, viewSummary } from "./server-view.ts";
import type { ServerStore } from "./server-store.ts";
import type { ServerAuthorizations } from "./sign-in/server-authorizations.ts";
import { withLastLines } from "./with-last-lines.ts";

async function countInstances(live: LiveServer | undefined): Promise<ServerSummary["instances"]> {
  if (!live?.users) return null;
  return { configured: (await live.users.holders()).size, running: live.users.runningCount() };
}

/** The workspace's servers as they are stored, with the state they have in this process. */
export function createReadServers(deps: {
  store: ServerStore;
  live: LiveServers;
  vault: Vault;
  connector: Pick<ServerConnector, "describeSandbox">;
  authorizations: Pick<ServerAuthorizations, "view">;
  audit: AuditRecorder;
  clock: Clock;
}) {
  const statusOf = (server: ServerRecord): ServerStatus =>
    deps.live.find(server.workspaceId, server.serverId)?.status ?? {
      ...restingStatus(server.enabled),
      since: server.createdAt,
      nextRetryAt: null,
      failure: null,
    };
  const get = async (workspaceId: string, serverId: string): Promise<ServerDetail> => {
    const catalogued = await requireServer(deps.store, workspaceId, serverId);
    const live = deps.live.find(workspaceId, serverId);
    const instances = await countInstances(live);
    const launch = openLaunch(deps.vault, catalogued.server);
    const sandbox = launch.transport === "stdio" ? await deps.connector.describeSandbox(launch) : null;
    const { server } = catalogued;
    const signIn = await deps.authorizations.view(server, launch);
    return viewDetail(catalogued, statusOf(server), instances, live?.stderrTail() ?? [], launch, sandbox, signIn);
  };
  return {
    find: get,
    async list(actor: Caller): Promise<ServerSummary[]> {
      await requireAdministrator(deps, actor, "server.list", null);
      const servers = await deps.store.listCatalogued(actor.principal.workspaceId);
      return Promise.all(
        servers.map(async (catalogued) => {
          const { server } = catalogued;
          const live = deps.live.find(server.workspaceId, server.serverId);
          return viewSummary(catalogued, statusOf(server), await countInstances(live));
        }),
      );
    },
    /** Throws server.not_found, auth.forbidden. */
    async get(actor: Caller, serverId: string): Promise<ServerDetail> {
      await requireAdministrator(deps, actor, "server.get", serverId);
      return get(actor.principal.workspaceId, serverId);
    },
    /** Reads the catalogue anew, connecting first when needed. Throws what connecting throws, server.disabled included. */
    async refresh(actor: Caller, serverId: string): Promise<ServerDetail> {
      const { workspaceId } = actor.principal;
      await requireAdministrator(deps, actor, "server.refresh", serverId);
      await requireServer(deps.store, workspaceId, serverId);
      const run = async (): Promise<ServerDetail> => {
        const live = deps.live.find(workspaceId, serverId) ?? (await deps.live.sync(workspaceId, serverId));
        if (live) await withLastLines(live, () => live.refresh(actor.principal.id));
        return get(workspaceId, serverId);
      };
      return recordAction(deps, actor, "server.refresh", { serverId }, run, { serverId });
    },
  };
}
