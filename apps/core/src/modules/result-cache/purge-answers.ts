import type { purgeCacheInputSchema } from "@peta/contract";
import type { z } from "zod";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { EventBus } from "../events.ts";
import type { Caller, Principal } from "../principals/principal.ts";
import type { PurgeScope } from "./purge-scope.ts";
import type { ResultCache } from "./result-cache.ts";

/** Forgets kept answers of the caller's workspace. Throws auth.forbidden, principal.not_found. */
export function createPurgeAnswers(deps: {
  cache: ResultCache;
  findPrincipal: (workspaceId: string, handle: string) => Promise<Principal>;
  audit: AuditRecorder;
  events: EventBus;
}) {
  return async (actor: Caller, input: z.output<typeof purgeCacheInputSchema>): Promise<{ purged: number }> => {
    await requireAdministrator(deps, actor, "cache.purge");
    const { workspaceId } = actor.principal;
    const purge: PurgeScope =
      input.scope === "principal"
        ? { scope: "principal", principalId: (await deps.findPrincipal(workspaceId, input.principalId)).id }
        : input;
    const about =
      input.scope === "capability"
        ? { serverId: input.serverId, capabilityKind: input.kind, capabilityName: input.name }
        : input.scope === "server"
          ? { serverId: input.serverId }
          : {};
    return recordAction(
      deps,
      actor,
      "cache.purge",
      input,
      async () => {
        const purged = deps.cache.purge(workspaceId, purge);
        deps.events.publish({ type: "cache.purged", workspaceId, purge });
        return { purged };
      },
      about,
    );
  };
}
