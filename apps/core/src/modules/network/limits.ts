import type { setPrincipalLimitInputSchema, WorkspaceLimits } from "@peta/contract";
import type { z } from "zod";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { EventBus } from "../events.ts";
import { requireRankAbove } from "../principals/guard-roles.ts";
import type { Caller, Principal } from "../principals/principal.ts";
import type { NetworkState } from "./network-state.ts";
import type { NetworkStore } from "./network-store.ts";

type PrincipalLimit = z.output<typeof setPrincipalLimitInputSchema>;

/** How many requests a minute the workspace and each of its principals may send. For administrators only. */
export function createLimits(deps: {
  store: NetworkStore;
  state: NetworkState;
  findPrincipal: (workspaceId: string, handle: string) => Promise<Principal>;
  audit: AuditRecorder;
  events: EventBus;
}) {
  const inForce = async (workspaceId: string): Promise<void> => {
    await deps.state.refresh(workspaceId);
    deps.events.publish({ type: "network.changed", workspaceId });
  };
  return {
    async limits(actor: Caller): Promise<WorkspaceLimits> {
      await requireAdministrator(deps, actor, "network.limits");
      return (await deps.store.read(actor.principal.workspaceId)).limits;
    },

    /** Resolves when the limits hold. */
    async setLimits(actor: Caller, limits: WorkspaceLimits): Promise<WorkspaceLimits> {
      await requireAdministrator(deps, actor, "network.limits_set");
      const { workspaceId } = actor.principal;
      const before = (await deps.store.read(workspaceId)).limits;
      await recordAction(deps, actor, "network.limits_set", { before, after: limits }, () =>
        deps.store.setLimits(workspaceId, limits),
      );
      await inForce(workspaceId);
      return limits;
    },

    /** A principal's own rate; null gives it the workspace's. Throws principal.not_found, auth.forbidden. */
    async setPrincipalLimit(actor: Caller, input: PrincipalLimit): Promise<PrincipalLimit> {
      await requireAdministrator(deps, actor, "network.principal_limit_set");
      const { workspaceId } = actor.principal;
      const { id, handle, role } = await deps.findPrincipal(workspaceId, input.principalId);
      requireRankAbove(actor.principal, role, `limit a principal with the role ${role}`);
      const before = (await deps.store.read(workspaceId)).principalRates.get(id) ?? null;
      const detail = { principalId: handle, before, after: input.ratePerMinute };
      await recordAction(deps, actor, "network.principal_limit_set", detail, () =>
        deps.store.setPrincipalRate(workspaceId, id, input.ratePerMinute),
      );
      await inForce(workspaceId);
      deps.events.publish({ type: "principals.changed", workspaceId, principalId: id });
      return { principalId: handle, ratePerMinute: input.ratePerMinute };
    },
  };
}
