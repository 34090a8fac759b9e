import type { acceptInstructionsInputSchema, ServerDetail } from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../errors.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { Caller } from "../principals/principal.ts";
import { requireServer } from "./find-server.ts";
import { waitingInstructions } from "./instructions.ts";
import type { LiveServerDeps } from "./live-server.ts";
import type { LiveServers } from "./live-servers.ts";
import type { ServerStore } from "./server-store.ts";

/**
 * Lets clients be told a server's instructions as they are now (A37). Throws server.not_found, auth.forbidden, and
 * capability.changed when they are not the ones that were looked at.
 */
export function createAcceptInstructions(
  deps: LiveServerDeps & { store: ServerStore; live: LiveServers },
  get: (workspaceId: string, serverId: string) => Promise<ServerDetail>,
) {
  return async (
    actor: Caller,
    { serverId, hash }: z.output<typeof acceptInstructionsInputSchema>,
  ): Promise<ServerDetail> => {
    const { workspaceId } = actor.principal;
    await requireAdministrator(deps, actor, "server.accept_instructions", serverId);
    const { server } = await requireServer(deps.store, workspaceId, serverId);
    const waiting = waitingInstructions(server);
    if (waiting?.hash !== hash)
      throw new CoreError(
        "capability.changed",
        `The instructions of the server "${serverId}" that wait are not the ones that were looked at. Look at them again.`,
      );
    const detail = { before: server.acceptedInstructions ?? null, after: waiting.text };
    const run = async (): Promise<ServerDetail> => {
      await deps.store.update(workspaceId, serverId, { acceptedInstructions: waiting.text });
      await deps.live.sync(workspaceId, serverId);
      deps.events.publish({ type: "servers.changed", workspaceId, serverId });
      return get(workspaceId, serverId);
    };
    return recordAction(deps, actor, "server.accept_instructions", detail, run, { serverId });
  };
}
