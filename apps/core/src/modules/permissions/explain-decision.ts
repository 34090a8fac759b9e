import type { explainInputSchema } from "@peta/contract";
import { explain } from "@peta/policy";
import type { z } from "zod";
import type { Clock } from "../../adapters/clock.ts";
import type { Caller, Principal } from "../principals/principal.ts";
import type { Snapshots } from "./snapshots.ts";
import { accessRequest } from "./subject.ts";

/** Every step of one decision. Decides and records nothing. Throws principal.not_found and auth.forbidden. */
export function createExplainDecision(deps: {
  snapshots: Snapshots;
  resolveSubject: (caller: Caller, handle: string | undefined) => Promise<Principal>;
  clock: Clock;
}) {
  return async (actor: Caller, input: z.output<typeof explainInputSchema>) => {
    const principal = await deps.resolveSubject(actor, input.principalId);
    const { policy } = deps.snapshots.current(principal.workspaceId);
    const capability = { kind: input.kind, name: input.name };
    return explain(
      accessRequest(deps.clock, principal, input.serverId, capability, undefined, input.arguments),
      policy,
    );
  };
}
