import type { AccessRequest, CapabilityKind } from "@peta/policy";
import { subjectOf } from "../permissions/subject.ts";
import type { GatewayClient } from "./gateway.ts";

/** The client application of layer 3: the credential, until OAuth clients exist. */
export const clientKeyOf = ({ caller: { credential } }: GatewayClient): string =>
  credential.kind === "token" ? credential.tokenId : credential.sessionId;

/** What `decide` is asked. `args` undefined: the list is asked for, there is no call yet. */
export function accessRequest(
  client: GatewayClient,
  time: number,
  method: string,
  serverId: string,
  kind: CapabilityKind,
  name: string,
  args: Record<string, unknown> | undefined,
): AccessRequest {
  const { principal, ipAddress } = client.caller;
  return {
    principal: subjectOf(principal, time),
    client: { key: clientKeyOf(client), name: client.info?.name ?? "", version: client.info?.version ?? "" },
    serverId,
    capability: { kind, name },
    ...(args && { args }),
    request: { method, time, era: client.era, ...(ipAddress !== null && { ip: ipAddress }) },
    ...(client.sessionId !== null && { session: { id: client.sessionId } }),
  };
}
