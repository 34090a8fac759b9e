import { isDeepStrictEqual } from "node:util";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { EventBus } from "../events.ts";
import type { Caller, Principal } from "../principals/principal.ts";
import type { GrantRecord, PermissionStore } from "./permission-store.ts";
import type { Snapshots } from "./snapshots.ts";

const MAX_GRANTS = 10_000;

const keyOf = ({ serverId, capability }: Omit<GrantRecord, "enabled">): string =>
  JSON.stringify([serverId, capability?.kind, capability?.name]);
const byKey = (grants: readonly GrantRecord[]): Map<string, [boolean, number | null]> =>
  new Map(grants.map((grant) => [keyOf(grant), [grant.enabled, grant.dangerLevel ?? null]]));

/**
 * Makes a list of switches all that a principal has (layer 2). What is so already changes nothing and tells nobody.
 * Resolves with whether something changed, once the new snapshot is in force. Throws auth.forbidden, server.not_found,
 * input.invalid.
 */
export function createReplacePermissions(deps: {
  store: PermissionStore;
  snapshots: Snapshots;
  audit: AuditRecorder;
  events: EventBus;
}) {
  return async (
    actor: Caller,
    principal: Principal,
    wanted: readonly Omit<GrantRecord, "principalId">[],
  ): Promise<boolean> => {
    await requireAdministrator(deps, actor, "permission.replace");
    const { workspaceId, id: principalId } = principal;
    if (wanted.length > MAX_GRANTS)
      throw new CoreError("input.invalid", `A principal has ${MAX_GRANTS} switches at most.`);
    const grants = wanted.map((grant) => ({ ...grant, principalId }));
    const before = (await deps.store.listGrants(workspaceId)).filter((grant) => grant.principalId === principalId);
    const [old, next] = [byKey(before), byKey(grants)];
    if (isDeepStrictEqual(old, next)) return false;
    const changed = [...new Set([...old.keys(), ...next.keys()])].filter(
      (key) => !isDeepStrictEqual(old.get(key), next.get(key)),
    );
    const detail = {
      principalId: principal.handle,
      changes: changed.map((key) => ({ of: JSON.parse(key) as unknown, before: old.get(key), after: next.get(key) })),
    };
    await recordAction(deps, actor, "permission.replace", detail, () =>
      deps.store.replaceGrants(workspaceId, principalId, grants),
    );
    deps.events.publish({ type: "permissions.changed", workspaceId, principalId });
    await deps.snapshots.settled(workspaceId);
    return true;
  };
}
