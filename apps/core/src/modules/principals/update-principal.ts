import type { PrincipalView, updatePrincipalInputSchema } from "@peta/contract";
import type { z } from "zod";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { EventBus } from "../events.ts";
import { requirePrincipal } from "./find-principal.ts";
import { requireRankAbove, requireRoleForAgent } from "./guard-roles.ts";
import { viewOf } from "./list-principals.ts";
import { createOwnPrincipalIds } from "./own-principal-ids.ts";
import type { Caller } from "./principal.ts";
import type { PrincipalStore } from "./principal-store.ts";

/**
 * Changes a principal's name, role or status. Agents act as long as the person who answers for them may: they are
 * announced with that person. The last active owner keeps role and status, or nobody could govern the workspace any
 * more. Throws principal.not_found, auth.forbidden, principal.in_use.
 */
export function createUpdatePrincipal(deps: { principals: PrincipalStore; audit: AuditRecorder; events: EventBus }) {
  const readOwnIds = createOwnPrincipalIds(deps);
  return async (actor: Caller, input: z.output<typeof updatePrincipalInputSchema>): Promise<PrincipalView> => {
    await requireAdministrator(deps, actor, "principal.update");
    const { workspaceId } = actor.principal;
    const before = await requirePrincipal(deps.principals, workspaceId, input.principalId);
    requireRankAbove(actor.principal, before.role, `change a principal with the role ${before.role}`);
    if (input.role) requireRankAbove(actor.principal, input.role, `give the role ${input.role}`);
    if (input.role && before.kind === "agent") requireRoleForAgent(input.role);
    const change = {
      ...(input.displayName !== undefined && { displayName: input.displayName }),
      ...(input.role !== undefined && { role: input.role }),
      ...(input.status !== undefined && { status: input.status }),
    };
    const detail = {
      principalId: before.handle,
      before: { displayName: before.displayName, role: before.role, status: before.status },
      after: change,
    };
    // Before the change: once it is stored, nothing may come between it and those whom it stops.
    const concerned = input.status === undefined ? [before.id] : await readOwnIds(before);
    await recordAction(deps, actor, "principal.update", detail, () =>
      deps.principals.update(workspaceId, before.id, change),
    );
    for (const principalId of concerned) deps.events.publish({ type: "principals.changed", workspaceId, principalId });
    return viewOf(deps, workspaceId, before.id);
  };
}
