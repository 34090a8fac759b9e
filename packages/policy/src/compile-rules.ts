import { checkRule } from "./check-rule.ts";
import { compareRules, createCompiledRule } from "./compiled-rule.ts";
import type { CompiledRule } from "./compiled-rule.ts";
import { createConditionCompiler } from "./condition.ts";
import { PolicyError } from "./policy-error.ts";
import { RuleIndex } from "./rule-index.ts";
import type { RuleSource } from "./rule.ts";

/** Rules ready to decide; made by `compileRules` only, and shared by every snapshot of the same policy set. */
export type CompiledRules = {
  /** In the order they speak. */
  readonly ordered: readonly CompiledRule[];
  readonly index: RuleIndex;
};

/**
 * Checks and compiles a policy set. The order of `sources` means nothing.
 * Throws PolicyError, which names the first rule that is wrong, its problem and, for `when`, the position.
 */
export function compileRules(sources: readonly RuleSource[]): CompiledRules {
  const compileCondition = createConditionCompiler();
  const seen = new Set<string>();
  const ordered = sources.map((source) => {
    checkRule(source);
    if (seen.has(source.id)) throw new PolicyError(source.id, "another rule has the same id; ids must be unique");
    seen.add(source.id);
    return createCompiledRule(source, source.when === undefined ? null : compileCondition(source.id, source.when));
  });
  ordered.sort(compareRules);
  return Object.freeze({ ordered: Object.freeze(ordered), index: new RuleIndex(ordered) });
}
