import { CallContext } from "./call-context.ts";
import type { CompiledRule } from "./compiled-rule.ts";
import type { ConditionResult } from "./condition.ts";
import type { Decision, Obligations, Observation } from "./decision.ts";
import {
  describeEvaluationError,
  describeLayerDenial,
  describeLevel,
  describeNobodyToAsk,
  describeRule,
} from "./describe.ts";
import type { DangerLevel, RuleEffect } from "./effect.ts";
import { gatherFacts } from "./facts.ts";
import { findLayerDenial } from "./layers.ts";
import type { AccessRequest } from "./request.ts";
import type { PolicySnapshot } from "./snapshot.ts";
import { compareStrictness, effectOfLevel, effectOfRule } from "./strictness.ts";

const HELD: ConditionResult = { outcome: "true" };

/** Whether a rule whose match holds is about this call. A rule without a condition always is. */
export const judgeCondition = (rule: CompiledRule, context: CallContext): ConditionResult =>
  rule.condition === null ? HELD : rule.condition.evaluate(context);

/**
 * Decides one call: three layers that can only narrow, then the first rule that holds, then the danger level.
 * Never throws: what cannot be evaluated is denied. The same request and snapshot always give the same decision.
 */
export function decide(request: AccessRequest, snapshot: PolicySnapshot): Decision {
  const policyVersion = snapshot.version;
  const facts = gatherFacts(request, snapshot);
  const { server, capability, dangerLevel } = facts;
  const denial = findLayerDenial(facts);
  if (denial !== null || server === undefined || capability === undefined) {
    const { layer, ...why } = denial ?? { layer: "server", code: "capability.unknown" };
    const reason = describeLayerDenial({ layer, ...why }, request);
    const obligations = { ...obligationsOf(null, false), redactArguments: findRedactions(request, snapshot) };
    const determinedBy = [`layer:${layer}`];
    return { effect: "deny", determinedBy, reason, dangerLevel, obligations, observed: [], policyVersion };
  }
  const observed: Observation[] = [];
  const rules = snapshot.rules.index.find(request.principal, request.serverId, request.capability, facts.capabilityKey);
  if (rules.length > 0) {
    const context = new CallContext(request, server, capability);
    for (const rule of rules) {
      const result = judgeCondition(rule, context);
      if (result.outcome === "false") continue;
      const { effect, determinedBy, reason } = judgeRule(rule, result, dangerLevel, request.principal);
      if (rule.isObserved) {
        observed.push({ ruleId: rule.id, effect });
        continue;
      }
      const obligations = obligationsOf(rule, effect !== "deny" && dangerLevel >= 1);
      return { effect, determinedBy, reason, dangerLevel, obligations, observed, policyVersion };
    }
  }
  return {
    effect: effectOfLevel(dangerLevel),
    determinedBy: [levelName(dangerLevel)],
    reason: describeLevel(dangerLevel),
    dangerLevel,
    obligations: obligationsOf(null, dangerLevel >= 1),
    observed,
    policyVersion,
  };
}

const levelName = (level: DangerLevel): string => `danger:${level}`;

/** Whether a rule with this effect denies the principal whatever a person would say: nobody approves for somebody unknown. */
export const deniesAlways = (effect: RuleEffect, { kind }: AccessRequest["principal"]): boolean =>
  effect === "deny" || (kind === "anonymous" && effect !== "allow");

/** What a rule that holds comes to. The stricter of rule and danger level wins: `allow` does not lower a level. */
function judgeRule(
  rule: CompiledRule,
  result: ConditionResult,
  dangerLevel: DangerLevel,
  principal: AccessRequest["principal"],
): Pick<Decision, "effect" | "determinedBy" | "reason"> {
  if (result.outcome === "error") {
    return { effect: "deny", determinedBy: [rule.id], reason: describeEvaluationError(rule, result.problem) };
  }
  const byRule = effectOfRule(rule.effect);
  const byLevel = effectOfLevel(dangerLevel);
  if (byRule !== "deny" && deniesAlways(rule.effect, principal))
    return { effect: "deny", determinedBy: [rule.id], reason: describeNobodyToAsk(rule) };
  return compareStrictness(byLevel, byRule) > 0
    ? { effect: byLevel, determinedBy: [rule.id, levelName(dangerLevel)], reason: describeLevel(dangerLevel) }
    : { effect: byRule, determinedBy: [rule.id], reason: describeRule(rule) };
}

function obligationsOf(rule: CompiledRule | null, levelNotifies: boolean): Obligations {
  return {
    notify: levelNotifies || (rule?.obligations.notify ?? false),
    requireReason: rule?.obligations.requireReason ?? false,
    redactArguments: rule === null ? [] : [...rule.obligations.redactArguments],
    redactResult: rule === null ? [] : [...rule.obligations.redactResult],
  };
}

/**
 * What must not be stored of a call that a layer denied. No rule decided, so every rule that is about the call
 * counts, whatever its condition: a denied call's arguments reach the audit too.
 */
function findRedactions({ principal, serverId, capability }: AccessRequest, { rules }: PolicySnapshot): string[] {
  const isAbout = (rule: CompiledRule): boolean =>
    !rule.isObserved && rule.matchesPrincipal(principal) && rule.matchesCapability(serverId, capability);
  const paths = rules.ordered.flatMap((rule) =>
    rule.obligations.redactArguments.length > 0 && isAbout(rule) ? rule.obligations.redactArguments : [],
  );
  return [...new Set(paths)];
}
