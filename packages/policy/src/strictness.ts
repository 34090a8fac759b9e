import type { DangerLevel, Effect, RuleEffect } from "./effect.ts";

const RANK = { allow: 0, require_approval: 1, require_approval_with_step_up: 2, deny: 3 } satisfies Record<
  Effect,
  number
>;

const LEVEL_EFFECTS = {
  0: "allow",
  1: "allow",
  2: "require_approval",
  3: "require_approval_with_step_up",
} satisfies Record<DangerLevel, Effect>;

const RULE_EFFECTS = {
  allow: "allow",
  approve: "require_approval",
  approve_with_step_up: "require_approval_with_step_up",
  deny: "deny",
} satisfies Record<RuleEffect, Effect>;

export const effectOfLevel = (level: DangerLevel): Effect => LEVEL_EFFECTS[level];
export const effectOfRule = (effect: RuleEffect): Effect => RULE_EFFECTS[effect];

/** Above zero where the first effect is the stricter one. */
export const compareStrictness = (a: Effect, b: Effect): number => RANK[a] - RANK[b];

/** A user can raise a level for themselves, never lower it. */
export const higherLevel = (level: DangerLevel, wished: DangerLevel | undefined): DangerLevel =>
  wished !== undefined && wished > level ? wished : level;
