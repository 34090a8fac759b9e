import { capabilityKey, clientSwitchKey, switchKey } from "./capability.ts";
import type { CalledPolicy, ServerPolicy } from "./capability.ts";
import { findMethod } from "./method.ts";
import type { DangerLevel } from "./effect.ts";
import type { AccessRequest } from "./request.ts";
import type { PolicySnapshot } from "./snapshot.ts";
import { higherLevel } from "./strictness.ts";
import type { ClientSwitches, Switches } from "./switches.ts";

/** What the snapshot knows about one request: the look-ups that every layer shares. */
export type Facts = {
  readonly request: AccessRequest;
  readonly server: ServerPolicy | undefined;
  readonly capability: CalledPolicy | undefined;
  readonly grants: Switches | undefined;
  /** Said for this client, and for every client of the principal. Each can only narrow. */
  readonly clientSwitches: ClientSwitches | undefined;
  readonly everyClient: ClientSwitches | undefined;
  readonly capabilityKey: string;
  readonly switchKey: string;
  /** Of the catalogue, raised for the principal and by the user; 0 where the capability is unknown. */
  readonly dangerLevel: DangerLevel;
};

export function gatherFacts(request: AccessRequest, snapshot: PolicySnapshot): Facts {
  const { principal, client, serverId } = request;
  const { kind, name } = request.capability;
  const server = snapshot.servers.get(serverId);
  const inServer = capabilityKey(kind, name);
  const inSwitches = switchKey(serverId, kind, name);
  const capability = kind === "method" ? findMethod(server, name) : server?.capabilities.get(inServer);
  // An anonymous caller has no grants, whatever id it came with.
  const grants = principal.kind === "anonymous" ? undefined : snapshot.grants.get(principal.id);
  // Most workspaces have no such switches at all: then not even the key is built.
  const clientSwitches =
    client && snapshot.clients.size > 0 ? snapshot.clients.get(clientSwitchKey(principal.id, client.key)) : undefined;
  const everyClient = snapshot.everyClient.size > 0 ? snapshot.everyClient.get(principal.id) : undefined;
  return {
    request,
    server,
    capability,
    grants,
    clientSwitches,
    everyClient,
    capabilityKey: inServer,
    switchKey: inSwitches,
    dangerLevel: capability
      ? raise(
          raise(raise(capability.dangerLevel, grants, inSwitches), clientSwitches, inSwitches),
          everyClient,
          inSwitches,
        )
      : 0,
  };
}

const raise = (level: DangerLevel, switches: Switches | undefined, key: string): DangerLevel =>
  higherLevel(level, switches?.dangerLevels?.get(key));
