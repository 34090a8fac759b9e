import type { AccessRequest, CallKind, CapabilityKind } from "@peta/policy";
import type { Clock } from "../../adapters/clock.ts";
import { isActive, type Principal } from "../principals/principal.ts";

/** A principal as the policy sees it. */
export const subjectOf = (principal: Principal, time: number): AccessRequest["principal"] => ({
  id: principal.id,
  kind: principal.kind,
  role: principal.role,
  handle: principal.handle,
  active: isActive(principal, time),
});

/** MCP method that uses a capability of this kind. */
const METHOD_OF: Record<CapabilityKind, string> = {
  tool: "tools/call",
  resource: "resources/read",
  template: "resources/read",
  prompt: "prompts/get",
};

/** The request that `decide` would see if this principal used this capability now. */
export const accessRequest = (
  clock: Clock,
  principal: Principal,
  serverId: string,
  capability: { kind: CallKind; name: string },
  client?: { key: string; name?: string; version?: string },
  args?: Record<string, unknown>,
): AccessRequest => {
  const time = clock.now();
  return {
    principal: subjectOf(principal, time),
    ...(client && { client: { name: "", version: "", ...client } }),
    serverId,
    capability,
    ...(args && { args }),
    request: {
      method: capability.kind === "method" ? capability.name : METHOD_OF[capability.kind],
      time,
      era: null,
    },
  };
};
