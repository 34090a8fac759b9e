import type { listUserServersInputSchema, UserServerView } from "@peta/contract";
import type { z } from "zod";
import type { Caller } from "../../principals/principal.ts";
import { requireUserServer, type UserServerDeps, viewUserServer } from "./view-user-server.ts";

/**
 * The servers that take values of their users, as far as this principal may use them, by server id. Everybody may ask
 * about themselves and their agents; administrators about everybody, without any value. Throws auth.forbidden,
 * principal.not_found.
 */
export function createListUserServers(deps: UserServerDeps) {
  return async (actor: Caller, input: z.output<typeof listUserServersInputSchema>): Promise<UserServerView[]> => {
    const related = await deps.findRelated(actor, input.principalId);
    const { principal } = related;
    const open = deps.live
      .inWorkspace(principal.workspaceId)
      .filter(({ users, record }) => users !== null && deps.isServerOpen(principal, record.serverId))
      .sort((a, b) => (a.record.serverId < b.record.serverId ? -1 : 1));
    return Promise.all(
      open.map(({ record }) => viewUserServer(deps, requireUserServer(deps, principal, record.serverId), related)),
    );
  };
}
