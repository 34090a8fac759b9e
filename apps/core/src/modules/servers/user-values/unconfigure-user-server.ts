import type { UserServerView, unconfigureUserServerInputSchema } from "@peta/contract";
import type { z } from "zod";
import { recordAction } from "../../audit/record-action.ts";
import type { Caller } from "../../principals/principal.ts";
import { requireUserServer, type UserServerDeps, viewUserServer } from "./view-user-server.ts";

/**
 * Removes a user's values and ends the instance that runs with them, for the user's agents too. An administrator may do
 * it for anybody: it only narrows. Doing it twice is no error. Throws server.not_found, server.not_configurable,
 * auth.forbidden, principal.not_found.
 */
export function createUnconfigureUserServer(deps: UserServerDeps) {
  return async (actor: Caller, input: z.output<typeof unconfigureUserServerInputSchema>): Promise<UserServerView> => {
    const related = await deps.findRelated(actor, input.principalId);
    const { principal } = related;
    // Taking back must work where nothing else of the server does any more.
    const found = requireUserServer({ live: deps.live, isServerOpen: () => true }, principal, input.serverId);
    const { users } = found;
    const { workspaceId, id: serverRowId, serverId } = found.live.record;
    const run = async (): Promise<void> => {
      const isRemoved = await deps.values.remove(workspaceId, serverRowId, principal.id);
      await users.reconcile();
      if (isRemoved)
        deps.events.publish({ type: "server_values.changed", workspaceId, serverId, principalId: principal.id });
    };
    await recordAction(deps, actor, "server.unconfigure", { principalId: principal.handle }, run, { serverId });
    return viewUserServer(deps, found, related);
  };
}
