import type { Facts } from "./facts.ts";
import type { ReasonCode } from "./reason.ts";
import { effectOfLevel } from "./strictness.ts";
import type { ClientSwitches } from "./switches.ts";

export type LayerVerdict = "pass" | "deny" | "not_said";

/** `not_said`: the layer holds nothing about this capability, and what stands without it lets the call through. */
export type LayerVerdicts = {
  readonly server: LayerVerdict;
  readonly administrator: LayerVerdict;
  readonly user: LayerVerdict;
};

export type LayerName = keyof LayerVerdicts;
export type LayerDenial = {
  readonly layer: LayerName;
  readonly code: ReasonCode;
  /** Of the user layer: it is not about the client that asks. */
  readonly isForEveryClient?: boolean;
};

/** Layer 1, what the operator exposes. A server that is not known knows no capability. */
function findServerDenial({ server, capability }: Facts): ReasonCode | null {
  if (server === undefined || capability === undefined) return "capability.unknown";
  if (!server.enabled) return "server.disabled";
  return capability.enabled ? null : "capability.disabled";
}

const explicitGrant = ({ grants, switchKey, request }: Facts): boolean | undefined =>
  grants?.capabilities.get(switchKey) ?? grants?.servers.get(request.serverId);

/** `publicAccess` is about people who have signed in. Nobody approves for somebody unknown. */
const isOpenToAnybody = ({ capability, dangerLevel }: Facts): boolean =>
  capability?.anonymous === true && effectOfLevel(dangerLevel) === "allow";

/** Layer 2: the capability's switch, else the server's switch, else the server's default. */
function findAdministratorDenial(facts: Facts): ReasonCode | null {
  const { server, grants, request, switchKey } = facts;
  if (!request.principal.active) return "principal.inactive";
  if (request.principal.kind === "anonymous") return isOpenToAnybody(facts) ? null : "principal.anonymous";
  const isOn = explicitGrant(facts) ?? server?.publicAccess ?? false;
  if (isOn) return null;
  if (grants?.capabilities.get(switchKey) === false) return "administrator.capability_off";
  return grants?.servers.get(request.serverId) === false ? "administrator.server_off" : "administrator.not_granted";
}

/** Layer 3: an off on either level, for this client or for every one, denies; an on enables nothing. */
function findUserDenial(facts: Facts): LayerDenial | null {
  const { clientSwitches, everyClient } = facts;
  const forThisOne = clientSwitches && findOff(clientSwitches, facts);
  if (forThisOne) return { layer: "user", code: forThisOne };
  const forEveryOne = everyClient && findOff(everyClient, facts);
  return forEveryOne ? { layer: "user", code: forEveryOne, isForEveryClient: true } : null;
}

function findOff({ servers, capabilities }: ClientSwitches, { request, switchKey }: Facts): ReasonCode | null {
  if (servers.get(request.serverId) === false) return "user.server_off";
  return capabilities.get(switchKey) === false ? "user.capability_off" : null;
}

/** The first layer that denies, or null where all three let the call through. */
export function findLayerDenial(facts: Facts): LayerDenial | null {
  // Somebody who is switched off learns nothing about what exists.
  if (!facts.request.principal.active) return { layer: "administrator", code: "principal.inactive" };
  const server = findServerDenial(facts);
  if (server !== null) return { layer: "server", code: server };
  const administrator = findAdministratorDenial(facts);
  if (administrator !== null) return { layer: "administrator", code: administrator };
  return findUserDenial(facts);
}

/** What each layer says by itself, also where another one has denied already. */
export function judgeLayers(facts: Facts): LayerVerdicts {
  const { clientSwitches, everyClient } = facts;
  const userSaid = saidBy(clientSwitches, facts) ?? saidBy(everyClient, facts);
  return {
    server: findServerDenial(facts) === null ? "pass" : "deny",
    administrator: verdict(findAdministratorDenial(facts), explicitGrant(facts)),
    user: verdict(findUserDenial(facts)?.code ?? null, userSaid),
  };
}

const saidBy = (switches: ClientSwitches | undefined, { request, switchKey }: Facts): boolean | undefined =>
  switches?.capabilities.get(switchKey) ?? switches?.servers.get(request.serverId);

function verdict(denial: ReasonCode | null, said: boolean | undefined): LayerVerdict {
  if (denial !== null) return "deny";
  return said === undefined ? "not_said" : "pass";
}
