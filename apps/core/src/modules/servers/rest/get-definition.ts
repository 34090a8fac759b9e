import { CoreError } from "../../../errors.ts";
import { requireAdministrator } from "../../audit/require-administrator.ts";
import type { AuditRecorder } from "../../audit/audit-entry.ts";
import type { Caller } from "../../principals/principal.ts";
import type { Vault } from "../../vault.ts";
import { requireServer } from "../find-server.ts";
import { openLaunch } from "../seal-launch.ts";
import type { ServerStore } from "../server-store.ts";
import { viewDefinition } from "./parse-definition.ts";

/**
 * The definition of a registered REST API, which holds no credential: to look at, to change and to keep elsewhere.
 * Throws server.not_found, input.invalid, auth.forbidden.
 */
export function createGetRestDefinition(deps: { audit: AuditRecorder; store: ServerStore; vault: Vault }) {
  return async (actor: Caller, serverId: string): Promise<ReturnType<typeof viewDefinition>> => {
    await requireAdministrator(deps, actor, "server.get_definition", serverId);
    const { server } = await requireServer(deps.store, actor.principal.workspaceId, serverId);
    const launch = openLaunch(deps.vault, server);
    if (launch.transport !== "rest")
      throw new CoreError("input.invalid", `The server "${serverId}" is no REST API: it has no definition.`);
    return viewDefinition(launch.definition);
  };
}
