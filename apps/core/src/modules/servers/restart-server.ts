import type { ServerDetail } from "@peta/contract";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { Caller } from "../principals/principal.ts";
import { requireServer } from "./find-server.ts";
import type { LiveServerDeps } from "./live-server.ts";
import type { LiveServers } from "./live-servers.ts";
import type { ServerStore } from "./server-store.ts";
import { withLastLines } from "./with-last-lines.ts";

/**
 * Ends the server's connections with what is under way on them, forgets pauses after failures, and connects anew. One
 * that runs for each of its users starts again with the next request of each.
 * Throws what connecting throws, server.not_found, server.disabled, auth.forbidden.
 */
export function createRestartServer(
  deps: LiveServerDeps & { store: ServerStore; live: LiveServers },
  get: (workspaceId: string, serverId: string) => Promise<ServerDetail>,
) {
  return async (actor: Caller, serverId: string): Promise<ServerDetail> => {
    const { workspaceId } = actor.principal;
    await requireAdministrator(deps, actor, "server.restart", serverId);
    await requireServer(deps.store, workspaceId, serverId);
    const run = async (): Promise<ServerDetail> => {
      const live = deps.live.find(workspaceId, serverId) ?? (await deps.live.sync(workspaceId, serverId));
      if (live) await withLastLines(live, () => live.restart());
      return get(workspaceId, serverId);
    };
    return recordAction(deps, actor, "server.restart", { serverId }, run, { serverId });
  };
}
