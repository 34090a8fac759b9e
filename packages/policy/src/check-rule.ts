import { findGlobProblem } from "./glob.ts";
import { PolicyError } from "./policy-error.ts";
import type { RuleSource } from "./rule.ts";

const ID = /^[a-z][a-z0-9._-]{0,63}$/;
const EFFECTS: readonly string[] = ["allow", "deny", "approve", "approve_with_step_up"];
const KINDS: readonly string[] = ["tool", "resource", "template", "prompt", "method"];
const ENFORCEMENTS: readonly string[] = ["enforce", "observe"];
const GLOB_LISTS = ["servers", "capabilities", "principals"] as const;
const LISTS = [...GLOB_LISTS, "kinds", "roles"] as const;
const REDACTIONS = ["redactArguments", "redactResult"] as const;

/** Throws PolicyError on everything that is wrong with a rule besides its condition. */
export function checkRule(rule: RuleSource): void {
  const fail = (problem: string): never => {
    throw new PolicyError(rule.id, problem);
  };
  if (!ID.test(rule.id)) fail("an id is a lower-case letter, then up to 63 letters, digits, '.', '_' or '-'");
  if (!Number.isSafeInteger(rule.priority)) fail("the priority must be a whole number");
  if (!EFFECTS.includes(rule.effect)) fail(`the effect must be one of ${EFFECTS.join(", ")}`);
  if (rule.enforcement !== undefined && !ENFORCEMENTS.includes(rule.enforcement)) {
    fail("the enforcement must be enforce or observe");
  }
  for (const name of LISTS) {
    // An empty list would match nothing: a deny rule that never speaks is worse than an error.
    if (rule.match[name]?.length === 0) fail(`match.${name} is an empty list; leave it out to match everything`);
  }
  for (const name of GLOB_LISTS) {
    for (const glob of rule.match[name] ?? []) {
      const problem = findGlobProblem(glob);
      if (problem !== null) fail(`the glob ${JSON.stringify(glob)} in match.${name} ${problem}`);
    }
  }
  for (const kind of rule.match.kinds ?? []) {
    if (!KINDS.includes(kind)) fail(`match.kinds holds "${kind}"; a kind is one of ${KINDS.join(", ")}`);
  }
  for (const name of REDACTIONS) {
    if (rule.obligations?.[name]?.includes("")) fail(`obligations.${name} holds an empty path`);
  }
}
