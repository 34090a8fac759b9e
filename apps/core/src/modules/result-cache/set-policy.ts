import type { CachePolicyView, setCachePolicyInputSchema } from "@peta/contract";
import type { z } from "zod";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { EventBus } from "../events.ts";
import type { Snapshots } from "../permissions/snapshots.ts";
import type { Caller } from "../principals/principal.ts";
import { type CachePolicy, DEFAULT_CACHE_POLICY, FIRST_ASKED_LEVEL } from "./cache-policy.ts";
import type { CachePolicyStore } from "./cache-policy-store.ts";
import type { ResultCache } from "./result-cache.ts";
import { createViewPolicy, tooDangerous } from "./view-policy.ts";

export interface PolicyDeps {
  store: CachePolicyStore;
  cache: ResultCache;
  snapshots: Pick<Snapshots, "current" | "settled">;
  audit: AuditRecorder;
  events: EventBus;
  clock: Clock;
  newId: (prefix: string) => string;
}

/**
 * Says how long the answers of one capability are kept, or changes it. Resolves when it is in force; what was kept under
 * the old policy is forgotten. Throws server.not_found, capability.not_found, auth.forbidden, and input.invalid for a
 * capability of danger level 2 and above.
 */
export function createSetPolicy(deps: PolicyDeps) {
  const { store, snapshots } = deps;
  const view = createViewPolicy(deps.cache);
  return async (actor: Caller, input: z.output<typeof setCachePolicyInputSchema>): Promise<CachePolicyView> => {
    const { serverId, kind, name, ...change } = input;
    await requireAdministrator(deps, actor, "cache.set_policy", serverId);
    const { workspaceId } = actor.principal;
    await snapshots.settled(workspaceId);
    const snapshot = snapshots.current(workspaceId);
    const entry = snapshot.servers.get(serverId);
    if (!entry)
      throw new CoreError(
        "server.not_found",
        `There is no server "${serverId}" in this workspace. \`peta server list\` shows them.`,
      );
    const capability = entry.capabilities.find((one) => one.kind === kind && one.name === name);
    if (!capability)
      throw new CoreError(
        "capability.not_found",
        `The server "${serverId}" has no ${kind} "${name}". Refresh it if it is new.`,
      );
    const before = snapshot.cachePolicies.find(serverId, kind, name) ?? null;
    const said = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const policy: CachePolicy = {
      id: deps.newId("cpo"),
      ...DEFAULT_CACHE_POLICY,
      ...before,
      ...said,
      serverId,
      kind,
      name,
      updatedAt: deps.clock.now(),
    };
    if (policy.enabled && capability.dangerLevel >= FIRST_ASKED_LEVEL)
      throw new CoreError("input.invalid", tooDangerous(capability));
    const detail = { before: before && settingsOf(before), after: settingsOf(policy) };
    await recordAction(deps, actor, "cache.set_policy", detail, () => store.set(workspaceId, policy), {
      serverId,
      capabilityKind: kind,
      capabilityName: name,
    });
    deps.cache.purge(workspaceId, { scope: "capability", serverId, kind, name });
    deps.events.publish({ type: "cache_policies.changed", workspaceId });
    await snapshots.settled(workspaceId);
    return view(snapshots.current(workspaceId), policy);
  };
}

const settingsOf = ({
  id: _id,
  serverId: _server,
  kind: _kind,
  name: _name,
  updatedAt: _at,
  ...settings
}: CachePolicy) => settings;
