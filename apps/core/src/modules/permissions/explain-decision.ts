import type { explainInputSchema } from "@peta/contract";
import { explain, isVisible } from "@peta/policy";
import type { z } from "zod";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import { type Caller, canAdminister, type Principal } from "../principals/principal.ts";
import type { Snapshots } from "./snapshots.ts";
import { accessRequest } from "./subject.ts";

/**
 * Every step of one decision. Decides and records nothing. Who is no administrator is told about what they can see, and
 * of the rules only those that are about it. Throws principal.not_found, auth.forbidden and capability.not_found.
 */
export function createExplainDecision(deps: {
  snapshots: Snapshots;
  resolveSubject: (caller: Caller, handle: string | undefined) => Promise<Principal>;
  clock: Clock;
}) {
  return async (actor: Caller, input: z.output<typeof explainInputSchema>) => {
    const principal = await deps.resolveSubject(actor, input.principalId);
    const { policy } = deps.snapshots.current(principal.workspaceId);
    const capability = { kind: input.kind, name: input.name };
    const ask = (args?: Record<string, unknown>) =>
      accessRequest(deps.clock, principal, input.serverId, capability, undefined, args);
    if (canAdminister(actor.principal)) return explain(ask(input.arguments), policy);
    // INVARIANT: what is hidden and what does not exist get one answer.
    if (!isVisible(ask(), policy))
      throw new CoreError("capability.not_found", `Unknown ${input.kind}: ${input.name.slice(0, 200)}`);
    const { rules, ...explanation } = explain(ask(input.arguments), policy);
    return { ...explanation, rules: rules.filter((rule) => rule.matched) };
  };
}
