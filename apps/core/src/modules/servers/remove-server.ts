import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { Caller } from "../principals/principal.ts";
import { requireServer } from "./find-server.ts";
import type { LiveServerDeps } from "./live-server.ts";
import type { LiveServers } from "./live-servers.ts";
import { openLaunch } from "./seal-launch.ts";
import type { ServerRecord } from "./server.ts";
import type { ServerStore } from "./server-store.ts";
import { signInLaunch } from "./sign-in/sign-in-launch.ts";

/** Stops a server, then forgets it with its catalogue, every switch on it and its users' values. Throws server.not_found, auth.forbidden. */
export function createRemoveServer(deps: LiveServerDeps & { store: ServerStore; live: LiveServers }) {
  return async (actor: Caller, serverId: string): Promise<void> => {
    const { workspaceId } = actor.principal;
    await requireAdministrator(deps, actor, "server.remove", serverId);
    const { server } = await requireServer(deps.store, workspaceId, serverId);
    const detail = { serverId, displayName: server.displayName };
    const run = async (): Promise<void> => {
      await deps.live.drop(workspaceId, serverId);
      await giveUpSignIn(server);
      await deps.store.remove(workspaceId, serverId);
      deps.events.publish({ type: "servers.changed", workspaceId, serverId });
    };
    await recordAction(deps, actor, "server.remove", detail, run, { serverId });
  };

  /** A configuration that does not open must not keep the server. */
  async function giveUpSignIn(server: ServerRecord): Promise<void> {
    try {
      const launch = signInLaunch(server, openLaunch(deps.vault, server));
      if (launch) await deps.authorizations.giveUp(server, launch);
    } catch (error) {
      deps.log.warn({ err: error, serverId: server.serverId }, "the tokens of a removed server were not given back");
    }
  }
}
