import {
  canonicalName,
  type EffectivePermission,
  type EffectivePermissions,
  type showPermissionsInputSchema,
} from "@peta/contract";
import { explain, isVisible, type Switches, switchKey } from "@peta/policy";
import type { z } from "zod";
import type { Clock } from "../../adapters/clock.ts";
import { type Caller, canAdminister, type Principal } from "../principals/principal.ts";
import type { Capability, CataloguedServer } from "../servers/server.ts";
import { titleOf } from "../servers/server-view.ts";
import type { Snapshots } from "./snapshots.ts";
import { accessRequest } from "./subject.ts";

/**
 * What a principal may do on every server and why, decided by the function that decides calls. Everybody may ask about
 * themselves, administrators about everybody. Who is no administrator learns of nothing that is hidden from them: what
 * their own lists do not show is left out. Throws principal.not_found and auth.forbidden.
 */
export function createShowPermissions(deps: {
  snapshots: Snapshots;
  resolveSubject: (caller: Caller, handle: string | undefined) => Promise<Principal>;
  clock: Clock;
}) {
  return async (actor: Caller, input: z.output<typeof showPermissionsInputSchema>): Promise<EffectivePermissions> => {
    const principal = await deps.resolveSubject(actor, input.principalId);
    const snapshot = deps.snapshots.current(principal.workspaceId);
    const switches: Switches | undefined = snapshot.policy.grants.get(principal.id);
    const client = input.clientKey === undefined ? undefined : { key: input.clientKey };

    const seesAll = canAdminister(actor.principal);
    const isShown = (serverId: string, { kind, name }: Capability): boolean =>
      seesAll || isVisible(accessRequest(deps.clock, principal, serverId, { kind, name }), snapshot.policy);

    const view = (serverId: string, { kind, name, definition }: Capability): EffectivePermission => {
      const { decision, layers } = explain(
        accessRequest(deps.clock, principal, serverId, { kind, name }, client),
        snapshot.policy,
      );
      return {
        kind,
        name,
        canonicalName: canonicalName(serverId, name),
        title: titleOf(definition),
        effect: decision.effect,
        dependsOnArguments: decision.reason.code === "policy.arguments_needed",
        dangerLevel: decision.dangerLevel,
        layers,
        switch: switches?.capabilities.get(switchKey(serverId, kind, name)) ?? null,
        determinedBy: [...decision.determinedBy],
        reason: decision.reason.message,
      };
    };
    const serverView = ({ server, capabilities }: CataloguedServer) => ({
      serverId: server.serverId,
      displayName: server.displayName,
      enabled: server.enabled,
      publicAccess: server.publicAccess,
      switch: switches?.servers.get(server.serverId) ?? null,
      capabilities: capabilities
        .filter((capability) => isShown(server.serverId, capability))
        .map((capability) => view(server.serverId, capability)),
    });
    return {
      principalId: principal.handle,
      policyVersion: snapshot.version,
      servers: [...snapshot.servers.values()]
        .map(serverView)
        .filter((server) => seesAll || server.capabilities.length > 0),
    };
  };
}
