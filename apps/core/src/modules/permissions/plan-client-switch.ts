import type { SetClientSwitchInput } from "@peta/contract";
import {
  type AccessRequest,
  type CapabilityKind,
  type DangerLevel,
  decide,
  isVisible,
  type PolicySnapshot,
} from "@peta/policy";
import { CoreError } from "../../errors.ts";
import type { SwitchState, SwitchTarget } from "./client-switch-state.ts";
import { isServerOpen } from "./server-access.ts";

export type ClientSwitchChange = Pick<SetClientSwitchInput, "serverId" | "capability" | "enabled" | "dangerLevel">;

export type SwitchPlan = { next: SwitchState } | { next: null; note: string };

const LEVELS: Record<DangerLevel, string> = {
  0: "0 (silent)",
  1: "1 (notify)",
  2: "2 (approval)",
  3: "3 (approval with the password)",
};

const nameOf = ({ serverId, capability }: SwitchTarget): string =>
  capability === null ? `the server "${serverId}"` : `the ${capability.kind} "${capability.name}" of "${serverId}"`;

/**
 * What a change of layer 3 comes to, or why nothing is to be stored. Throws input.invalid for a change that says nothing
 * and for a level below the administrator's; server.not_found and capability.not_found for what this principal cannot
 * have, in one sentence with what does not exist (A26); auth.forbidden for what this actor may not take back.
 * @param policy without any user's switches
 * @param mayNotTakeBack why this actor may only narrow; null: they may do both
 */
export function planClientSwitch(
  policy: PolicySnapshot,
  ask: (kind: CapabilityKind, name: string) => AccessRequest,
  target: SwitchTarget,
  before: SwitchState,
  change: ClientSwitchChange,
  mayNotTakeBack: string | null,
): SwitchPlan {
  const { serverId, capability } = target;
  if (change.enabled === undefined && change.dangerLevel === undefined)
    throw new CoreError("input.invalid", "Say what to change: enabled, dangerLevel, or both.");
  if (capability === null && change.dangerLevel != null)
    throw new CoreError("input.invalid", "A danger level is set on one tool, resource, template or prompt.");
  const next: SwitchState = {
    enabled: change.enabled === undefined ? before.enabled : change.enabled,
    dangerLevel: change.dangerLevel === undefined ? before.dangerLevel : change.dangerLevel,
  };
  const isOpen = capability
    ? isVisible(ask(capability.kind, capability.name), policy)
    : isServerOpen(policy, ask("tool", "").principal.id, serverId);
  const base = capability ? decide(ask(capability.kind, capability.name), policy).dangerLevel : undefined;
  if (!isOpen && change.enabled === true) {
    return {
      next: null,
      note: `${capitalised(nameOf(target))} cannot be switched on here: it does not exist, or an administrator has switched it off. Nothing was stored.`,
    };
  }
  // What was said can be taken away after the thing has vanished; anything else is about what is there.
  const onlyTakesAway = change.enabled == null && change.dangerLevel == null;
  if (!isOpen && !onlyTakesAway) throw notThere(target, policy);
  if (change.dangerLevel != null && base !== undefined && change.dangerLevel < base) throw belowBase(target, base);
  const loosens =
    (before.enabled === false && next.enabled !== false) || (next.dangerLevel ?? 0) < (before.dangerLevel ?? 0);
  if (loosens && mayNotTakeBack !== null) throw new CoreError("auth.forbidden", mayNotTakeBack);
  return { next };
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function notThere({ serverId, capability }: SwitchTarget, policy: PolicySnapshot): CoreError {
  if (capability === null || !policy.servers.has(serverId))
    return new CoreError("server.not_found", `There is no server "${serverId}" that you may use.`);
  return new CoreError(
    "capability.not_found",
    `The server "${serverId}" has no ${capability.kind} "${capability.name}" that you may use.`,
  );
}

const belowBase = (target: SwitchTarget, base: DangerLevel): CoreError =>
  new CoreError(
    "input.invalid",
    `An administrator has set ${nameOf(target)} to danger level ${LEVELS[base]}. ${
      base === 3 ? "That is the highest one." : "You may raise it for your clients, never lower it."
    }`,
  );
