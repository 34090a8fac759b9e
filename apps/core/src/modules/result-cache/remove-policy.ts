import type { cacheCapabilityRefSchema } from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../errors.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { Caller } from "../principals/principal.ts";
import type { PolicyDeps } from "./set-policy.ts";

/** Takes a policy away and forgets what was kept under it. Throws cache_policy.not_found, auth.forbidden. */
export function createRemovePolicy(deps: Omit<PolicyDeps, "clock" | "newId">) {
  return async (actor: Caller, ref: z.output<typeof cacheCapabilityRefSchema>): Promise<void> => {
    const { serverId, kind, name } = ref;
    await requireAdministrator(deps, actor, "cache.remove_policy", serverId);
    const { workspaceId } = actor.principal;
    const known = deps.snapshots.current(workspaceId).cachePolicies.find(serverId, kind, name);
    const remove = async (): Promise<void> => {
      if (await deps.store.remove(workspaceId, serverId, kind, name)) return;
      throw new CoreError(
        "cache_policy.not_found",
        `There is no cache policy for the ${kind} "${name}" of "${serverId}". \`peta cache policies\` lists them.`,
      );
    };
    const about = { serverId, capabilityKind: kind, capabilityName: name };
    await recordAction(deps, actor, "cache.remove_policy", {}, remove, about);
    if (known) deps.cache.forgetCounts(known.id);
    deps.cache.purge(workspaceId, { scope: "capability", serverId, kind, name });
    deps.events.publish({ type: "cache_policies.changed", workspaceId });
    await deps.snapshots.settled(workspaceId);
  };
}
