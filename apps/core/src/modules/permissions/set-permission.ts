import type { setPermissionInputSchema } from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { EventBus } from "../events.ts";
import type { Caller, Principal } from "../principals/principal.ts";
import type { PermissionStore } from "./permission-store.ts";
import type { Snapshots } from "./snapshots.ts";

/**
 * Switches a server, or one capability of it, for one principal (layer 2), or takes the switch away. Resolves when the
 * new snapshot is in force: the next call is decided by it. Throws server.not_found, capability.not_found,
 * principal.not_found, auth.forbidden.
 */
export function createSetPermission(deps: {
  store: PermissionStore;
  snapshots: Snapshots;
  findPrincipal: (workspaceId: string, handle: string) => Promise<Principal>;
  audit: AuditRecorder;
  events: EventBus;
}) {
  return async (actor: Caller, input: z.output<typeof setPermissionInputSchema>): Promise<void> => {
    await requireAdministrator(deps, actor, "permission.set");
    const { workspaceId } = actor.principal;
    const principal = await deps.findPrincipal(workspaceId, input.principalId);
    // A server registered a moment ago counts.
    await deps.snapshots.settled(workspaceId);
    const server = deps.snapshots.current(workspaceId).servers.get(input.serverId);
    if (!server)
      throw new CoreError(
        "server.not_found",
        `There is no server "${input.serverId}" in this workspace. \`peta server list\` shows them.`,
      );
    const capability = input.capability ?? null;
    // A switch on something that was never seen is a typing error; taking one away must work after it vanished.
    if (
      capability &&
      input.enabled !== null &&
      !server.capabilities.some(({ kind, name }) => kind === capability.kind && name === capability.name)
    ) {
      throw new CoreError(
        "capability.not_found",
        `The server "${input.serverId}" has no ${capability.kind} "${capability.name}". \`peta permission show ${principal.handle}\` lists what it has.`,
      );
    }
    const { serverId, enabled } = input;
    const detail = { principalId: principal.handle, enabled };
    const grant = { principalId: principal.id, serverId, capability, enabled };
    await recordAction(deps, actor, "permission.set", detail, () => deps.store.setGrant(workspaceId, grant), {
      serverId,
      capabilityKind: capability?.kind ?? null,
      capabilityName: capability?.name ?? null,
    });
    deps.events.publish({ type: "permissions.changed", workspaceId, principalId: principal.id });
    await deps.snapshots.settled(workspaceId);
  };
}
