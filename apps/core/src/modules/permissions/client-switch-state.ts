import { ALL_CLIENTS } from "@peta/contract";
import {
  type CapabilityKind,
  type ClientSwitches,
  clientSwitchKey,
  createSnapshot,
  type DangerLevel,
  type PolicySnapshot,
  switchKey,
} from "@peta/policy";

/** What a user says about one thing for one client. Null: nothing. */
export interface SwitchState {
  enabled: boolean | null;
  dangerLevel: DangerLevel | null;
}

export type SwitchTarget = { serverId: string; capability: { kind: CapabilityKind; name: string } | null };

/** The switches that are stored under a client key. */
export const switchesUnder = (
  policy: PolicySnapshot,
  principalId: string,
  clientKey: string,
): ClientSwitches | undefined =>
  clientKey === ALL_CLIENTS
    ? policy.everyClient.get(principalId)
    : policy.clients.get(clientSwitchKey(principalId, clientKey));

export function stateOf(switches: ClientSwitches | undefined, { serverId, capability }: SwitchTarget): SwitchState {
  if (capability === null) return { enabled: switches?.servers.get(serverId) ?? null, dangerLevel: null };
  const key = switchKey(serverId, capability.kind, capability.name);
  return {
    enabled: switches?.capabilities.get(key) ?? null,
    dangerLevel: switches?.dangerLevels.get(key) ?? null,
  };
}

const NOBODY: ReadonlyMap<string, ClientSwitches> = new Map();

/** The same policy before any user has said anything: what the administrators let people have. */
export const withoutUsers = (policy: PolicySnapshot): PolicySnapshot =>
  createSnapshot({ ...policy, clients: NOBODY, everyClient: NOBODY });
