import type { UserServerView, unconfigureUserServerInputSchema } from "@peta/contract";
import type { z } from "zod";
import { recordAction } from "../../audit/record-action.ts";
import { requireGovernance } from "../../principals/find-related.ts";
import type { Caller, Principal } from "../../principals/principal.ts";
import { type FoundUserServer, requireUserServer, type UserServerDeps, viewUserServer } from "./view-user-server.ts";

/** Taking back must work where the server is not the principal's any more; without values it is as good as unknown. */
async function findWithValues(deps: UserServerDeps, principal: Principal, serverId: string): Promise<FoundUserServer> {
  const { workspaceId, id } = deps.live.find(principal.workspaceId, serverId)?.record ?? { workspaceId: "", id: "" };
  const hasValues = (await deps.values.find(workspaceId, id, principal.id)) !== null;
  const isServerOpen = hasValues ? () => true : deps.isServerOpen;
  return requireUserServer({ live: deps.live, isServerOpen }, principal, serverId);
}

/**
 * Removes a user's values and ends the instance that runs with them, for the user's agents too. An administrator may do
 * it for anybody: it only narrows. Doing it twice is no error. Throws server.not_found, server.not_configurable,
 * auth.forbidden, principal.not_found.
 */
export function createUnconfigureUserServer(deps: UserServerDeps) {
  return async (actor: Caller, input: z.output<typeof unconfigureUserServerInputSchema>): Promise<UserServerView> => {
    const related = await deps.findRelated(actor, input.principalId);
    requireGovernance(actor, related, "take back values");
    const { principal } = related;
    const found = await findWithValues(deps, principal, input.serverId);
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
