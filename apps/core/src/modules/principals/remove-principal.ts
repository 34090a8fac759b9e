import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { EventBus } from "../events.ts";
import { requirePrincipal } from "./find-principal.ts";
import { requireRankAbove } from "./guard-roles.ts";
import type { Caller } from "./principal.ts";
import type { PrincipalStore } from "./principal-store.ts";

/** Removes a principal with its tokens and switches. Throws principal.not_found, auth.forbidden, principal.in_use. */
export function createRemovePrincipal(deps: { principals: PrincipalStore; audit: AuditRecorder; events: EventBus }) {
  return async (actor: Caller, handle: string): Promise<void> => {
    await requireAdministrator(deps, actor, "principal.remove");
    const { workspaceId } = actor.principal;
    const principal = await requirePrincipal(deps.principals, workspaceId, handle);
    requireRankAbove(actor.principal, principal.role, `remove a principal with the role ${principal.role}`);
    if (principal.id === actor.principal.id)
      throw new CoreError("principal.in_use", "You cannot remove yourself. Another owner can.");
    const detail = { principalId: handle, kind: principal.kind, role: principal.role };
    await recordAction(deps, actor, "principal.remove", detail, () =>
      deps.principals.remove(workspaceId, principal.id),
    );
    deps.events.publish({ type: "principals.changed", workspaceId, principalId: principal.id });
  };
}
