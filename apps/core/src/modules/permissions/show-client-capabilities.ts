import type { ClientCapabilities, ClientCapability } from "@peta/contract";
import { type CapabilityKind, decide, isVisible } from "@peta/policy";
import type { Clock } from "../../adapters/clock.ts";
import type { FindClient } from "../clients/find-client.ts";
import type { FindRelated } from "../principals/find-related.ts";
import type { Caller, Principal } from "../principals/principal.ts";
import type { Capability, CataloguedServer } from "../servers/server.ts";
import { textOrNull, titleOf } from "../servers/server-view.ts";
import { stateOf, switchesUnder, withoutUsers } from "./client-switch-state.ts";
import { isServerOpen } from "./server-access.ts";
import type { ClientRef } from "./set-client-switches.ts";
import type { Snapshots } from "./snapshots.ts";
import { accessRequest } from "./subject.ts";

/** What one server is to one principal. */
export interface ServerForPrincipal {
  status: string;
  isConfigurable: boolean;
  isConfigured: boolean;
}

/** Port of `modules/servers`: the state of every server of the principal's workspace, by server id. */
export type DescribeServersFor = (principal: Principal) => Promise<ReadonlyMap<string, ServerForPrincipal>>;

/**
 * What one client of a principal may use: everything that the administrators let the principal have, with the user's own
 * switches for this client and what comes out of all layers and rules. What the principal may not have is not named.
 * Throws client.not_found, auth.forbidden, principal.not_found.
 */
export function createShowClientCapabilities(deps: {
  snapshots: Snapshots;
  findRelated: FindRelated;
  findClient: FindClient;
  describeServersFor: DescribeServersFor;
  clock: Clock;
}) {
  return async (actor: Caller, ref: ClientRef): Promise<ClientCapabilities> => {
    const { principal } = await deps.findRelated(actor, ref.principalId);
    const { clientKey, info } = await deps.findClient(principal, ref.clientKey);
    const states = await deps.describeServersFor(principal);
    await deps.snapshots.settled(principal.workspaceId);
    const { policy, servers } = deps.snapshots.current(principal.workspaceId);
    const administrators = withoutUsers(policy);
    const said = switchesUnder(policy, principal.id, clientKey);
    const client = { key: clientKey, ...info };

    const ask = (serverId: string, kind: CapabilityKind, name: string) =>
      accessRequest(deps.clock, principal, serverId, { kind, name }, client);
    const view = (serverId: string, capability: Capability): ClientCapability => {
      const { kind, name, definition } = capability;
      const request = ask(serverId, kind, name);
      const { effect, dangerLevel, reason } = decide(request, policy);
      return {
        kind,
        name,
        title: titleOf(definition),
        description: textOrNull(definition.description),
        effect,
        dependsOnCall: effect === "deny" && isVisible(request, policy),
        enabled: stateOf(said, { serverId, capability }).enabled,
        baseDangerLevel: decide(request, administrators).dangerLevel,
        dangerLevel,
        reason: reason.message,
      };
    };
    const serverView = ({ server: { serverId, displayName }, capabilities }: CataloguedServer) => {
      const shown = capabilities.filter(({ kind, name }) => isVisible(ask(serverId, kind, name), administrators));
      if (shown.length === 0 && !isServerOpen(policy, principal.id, serverId)) return [];
      const { status, isConfigurable, isConfigured } = states.get(serverId) ?? UNKNOWN;
      return [
        {
          serverId,
          displayName,
          status,
          enabled: stateOf(said, { serverId, capability: null }).enabled,
          isConfigurable,
          isConfigured,
          capabilities: shown.map((capability) => view(serverId, capability)),
        },
      ];
    };
    return { principalId: principal.handle, clientKey, servers: [...servers.values()].flatMap(serverView) };
  };
}

/** Registered a moment ago: this process does not know it yet. */
const UNKNOWN: ServerForPrincipal = { status: "sleeping", isConfigurable: false, isConfigured: false };
