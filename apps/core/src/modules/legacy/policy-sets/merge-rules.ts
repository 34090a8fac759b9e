import { isDeepStrictEqual } from "node:util";
import type { RuleSource } from "@peta/policy";
import { rulePrefix } from "../policy-dsl/translate-sets.ts";

const belongsTo = (setId: string, { id }: RuleSource): boolean => id.startsWith(rulePrefix(setId));
const withoutPriority = ({ priority: _, ...rule }: RuleSource): Omit<RuleSource, "priority"> => rule;

/**
 * The rules in force after one set has changed. Rules that people wrote stay as they are; rules of other sets too, with
 * whatever was changed of them in the Console, but for their priority: it is their place among all sets.
 * @param translated every active set, in our language
 */
export function mergeRules(
  current: readonly RuleSource[],
  translated: readonly RuleSource[],
  changedSetId: string,
): RuleSource[] {
  const priorities = new Map(translated.map(({ id, priority }) => [id, priority]));
  return [
    ...current
      .filter((rule) => !belongsTo(changedSetId, rule))
      .map((rule) => ({ ...rule, priority: priorities.get(rule.id) ?? rule.priority })),
    ...translated.filter((rule) => belongsTo(changedSetId, rule)),
  ];
}

/** Whether a set's rules are in force as it says. Their priority may differ until the next change. */
export function isInForce(setId: string, current: readonly RuleSource[], translated: readonly RuleSource[]): boolean {
  const byId = (rules: readonly RuleSource[]) =>
    new Map(rules.filter((rule) => belongsTo(setId, rule)).map((rule) => [rule.id, withoutPriority(rule)]));
  return isDeepStrictEqual(byId(current), byId(translated));
}
