import { CallContext } from "./call-context.ts";
import type { CompiledRule } from "./compiled-rule.ts";
import { decide, judgeCondition } from "./decide.ts";
import type { Decision } from "./decision.ts";
import type { RuleEffect } from "./effect.ts";
import { gatherFacts } from "./facts.ts";
import { findLayerDenial, judgeLayers } from "./layers.ts";
import type { LayerVerdicts } from "./layers.ts";
import type { AccessRequest } from "./request.ts";
import type { PolicySnapshot } from "./snapshot.ts";

/** One rule of the set, and what became of it. */
export type ConsideredRule = {
  readonly ruleId: string;
  readonly priority: number;
  readonly effect: RuleEffect;
  readonly enforcement: "enforce" | "observe";
  /** Whether the rule is about this principal and capability at all. */
  readonly matched: boolean;
  /** `not_evaluated`: nothing asked for it; `none`: the rule has no condition. */
  readonly when: "true" | "false" | "error" | "not_evaluated" | "none";
  /** The condition reads arguments, request or session, so that another call may go another way. */
  readonly isAboutOneCall: boolean;
  readonly outcome: "decided" | "observed" | "passed_over" | "not_reached";
  /** A sentence. */
  readonly why: string;
};

export type Explanation = {
  readonly decision: Decision;
  readonly layers: LayerVerdicts;
  /** Every rule of the set, in the order they speak. */
  readonly rules: ConsideredRule[];
};

/** The decision of `decide` with every step on the way to it. Slower than `decide`, and never another answer. */
export function explain(request: AccessRequest, snapshot: PolicySnapshot): Explanation {
  const facts = gatherFacts(request, snapshot);
  const { server, capability } = facts;
  const isDenied = findLayerDenial(facts) !== null;
  const context = server && capability && new CallContext(request, server, capability);
  let decidedBy: string | null = null;
  const rules = snapshot.rules.ordered.map((rule): ConsideredRule => {
    const about = { ...describe(rule), matched: isMatch(rule, request) };
    const unasked = rule.condition === null ? "none" : "not_evaluated";
    if (!about.matched) return { ...about, when: unasked, outcome: "passed_over", why: "It is about other calls." };
    if (isDenied || context === undefined) {
      return { ...about, when: unasked, outcome: "not_reached", why: "The layers deny the call already." };
    }
    if (decidedBy !== null) {
      return { ...about, when: unasked, outcome: "not_reached", why: `The rule "${decidedBy}" speaks first.` };
    }
    const result = judgeCondition(rule, context);
    const when = rule.condition === null ? "none" : result.outcome;
    if (result.outcome === "false")
      return { ...about, when, outcome: "passed_over", why: "Its condition does not hold." };
    const said = result.outcome === "error" ? `Its condition failed (${result.problem}), which denies.` : "It holds.";
    if (rule.isObserved)
      return { ...about, when, outcome: "observed", why: `${said} It only observes, so it decides nothing.` };
    decidedBy = rule.id;
    return { ...about, when, outcome: "decided", why: `${said} It is the first one, so it decides.` };
  });
  return { decision: decide(request, snapshot), layers: judgeLayers(facts), rules };
}

const isMatch = (rule: CompiledRule, { principal, serverId, capability }: AccessRequest): boolean =>
  rule.matchesPrincipal(principal) && rule.matchesCapability(serverId, capability);

const describe = (rule: CompiledRule) => ({
  ruleId: rule.id,
  priority: rule.priority,
  effect: rule.effect,
  enforcement: rule.isObserved ? ("observe" as const) : ("enforce" as const),
  isAboutOneCall: rule.condition?.isAboutOneCall ?? false,
});
