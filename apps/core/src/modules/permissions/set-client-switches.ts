import { isDeepStrictEqual } from "node:util";
import { ALL_CLIENTS } from "@peta/contract";
import { type CapabilityKind, decide } from "@peta/policy";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import type { FindClient } from "../clients/find-client.ts";
import type { EventBus } from "../events.ts";
import { type FindRelated, type Related, requireGovernance } from "../principals/find-related.ts";
import type { Caller, Principal } from "../principals/principal.ts";
import { stateOf, type SwitchTarget, switchesUnder, withoutUsers } from "./client-switch-state.ts";
import type { ClientSwitchRecord, PermissionStore } from "./permission-store.ts";
import { type ClientSwitchChange, planClientSwitch } from "./plan-client-switch.ts";
import type { Snapshots } from "./snapshots.ts";
import { accessRequest } from "./subject.ts";

export interface ClientRef {
  clientKey: string;
  principalId?: string | undefined;
}

/** What the person should know of each change that had no effect, as sentences. */
export interface SwitchedOutcome {
  stored: boolean;
  notes: string[];
}

/**
 * Why this actor may only narrow: an administrator has layer 2 for what they decide, an agent does what its owner lets
 * it, and a client that holds a person's token must not undo what the person has set for that very client.
 */
function whyOnlyNarrow({ credential, principal: actor }: Caller, related: Related, clientKey: string): string | null {
  if (related.relation === "administrator")
    return `Only ${related.principal.displayName} can take back what is switched off or raised here. An administrator may add to it.`;
  if (related.relation === "self" && actor.kind === "agent")
    return "An agent cannot take back what is switched off or raised for it. Its owner can.";
  if (credential.kind === "token" && credential.tokenId === clientKey)
    return "A client cannot take back what is set for itself. Use Desk, the Console or another token.";
  return null;
}

/**
 * Changes what a principal says for one of their clients, or for all of them (`*`): layer 3. Everything is stored or
 * nothing; resolves when it is in force. Throws client.not_found, principal.not_found and what `planClientSwitch`
 * throws; with `skipInvalid`, what cannot be is left out and noted.
 */
export function createSetClientSwitches(deps: {
  store: Pick<PermissionStore, "setClientSwitches">;
  snapshots: Snapshots;
  findRelated: FindRelated;
  findClient: FindClient;
  audit: AuditRecorder;
  events: EventBus;
  clock: Clock;
}) {
  const ask = (principal: Principal, clientKey: string, serverId: string, kind: CapabilityKind, name: string) =>
    accessRequest(deps.clock, principal, serverId, { kind, name }, { key: clientKey });

  /** Why something that was just switched on stays off. */
  const stillOff = (principal: Principal, clientKey: string, target: SwitchTarget): string | null => {
    const { policy } = deps.snapshots.current(principal.workspaceId);
    const { serverId, capability } = target;
    if (capability === null) {
      const isOff = clientKey !== ALL_CLIENTS && policy.everyClient.get(principal.id)?.servers.get(serverId) === false;
      return isOff ? `The server "${serverId}" stays off: it is switched off for every client.` : null;
    }
    const { reason } = decide(ask(principal, clientKey, serverId, capability.kind, capability.name), policy);
    return reason.code.startsWith("user.") ? `It stays off. ${reason.message}` : null;
  };

  return async (
    actor: Caller,
    client: ClientRef,
    changes: readonly ClientSwitchChange[],
    { skipInvalid = false } = {},
  ): Promise<SwitchedOutcome> => {
    const related = await deps.findRelated(actor, client.principalId);
    requireGovernance(actor, related, "change the clients");
    const { principal } = related;
    const { workspaceId } = principal;
    const { clientKey } = await deps.findClient(principal, client.clientKey);
    await deps.snapshots.settled(workspaceId);
    const { policy } = deps.snapshots.current(workspaceId);
    const said = switchesUnder(policy, principal.id, clientKey);
    const administrators = withoutUsers(policy);
    const mayNotTakeBack = whyOnlyNarrow(actor, related, clientKey);
    const notes: string[] = [];
    const records: ClientSwitchRecord[] = [];
    const detail: object[] = [];
    /** What was asked for is so already. */
    let isSo = false;
    for (const change of changes) {
      const target: SwitchTarget = { serverId: change.serverId, capability: change.capability ?? null };
      const before = stateOf(said, target);
      try {
        const plan = planClientSwitch(
          administrators,
          (kind, name) => ask(principal, clientKey, target.serverId, kind, name),
          target,
          before,
          change,
          mayNotTakeBack,
        );
        if (plan.next === null) {
          notes.push(plan.note);
          continue;
        }
        // Nothing to say, and perhaps something to undo that was set since.
        if (mayNotTakeBack !== null && isDeepStrictEqual(before, plan.next)) {
          isSo = true;
          continue;
        }
        records.push({ principalId: principal.id, clientKey, ...target, ...plan.next });
        detail.push({ ...target, before, after: plan.next });
      } catch (error) {
        if (!skipInvalid || !(error instanceof CoreError) || error.code === "auth.forbidden") throw error;
        notes.push(error.message);
      }
    }
    if (records.length === 0) return { stored: isSo, notes };
    const [only] = records.length === 1 ? records : [];
    await recordAction(
      deps,
      actor,
      "client.set_switch",
      { principalId: principal.handle, clientKey, changes: detail },
      () => deps.store.setClientSwitches(workspaceId, records, { onlyNarrow: mayNotTakeBack !== null }),
      only && {
        serverId: only.serverId,
        capabilityKind: only.capability?.kind ?? null,
        capabilityName: only.capability?.name ?? null,
      },
    );
    deps.events.publish({ type: "permissions.changed", workspaceId, principalId: principal.id });
    deps.events.publish({ type: "clients.changed", workspaceId, principalId: principal.id, clientKey });
    await deps.snapshots.settled(workspaceId);
    for (const record of records) {
      const note = record.enabled === true ? stillOff(principal, clientKey, record) : null;
      if (note !== null) notes.push(note);
    }
    return { stored: true, notes };
  };
}
