import type { AccessRequest, CallKind } from "@peta/policy";
import { subjectOf } from "../permissions/subject.ts";
import { clientKeyOfCredential } from "../principals/principal.ts";
import type { GatewayClient } from "./gateway.ts";

/** The client application of layer 3. */
export const clientKeyOf = ({ caller }: GatewayClient): string => clientKeyOfCredential(caller.credential);

/** What `decide` is asked. `args` undefined: the list is asked for, there is no call yet. */
export function accessRequest(
  client: GatewayClient,
  time: number,
  method: string,
  serverId: string,
  kind: CallKind,
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
