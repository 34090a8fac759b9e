import type { CallKind } from "./capability.ts";
import type { RuleEffect } from "./effect.ts";

/** Which calls a rule is about. Every list that is given must hold; an empty match is about every call. */
export type RuleMatch = {
  /** Globs on server ids; `*` stands for any run of characters. */
  servers?: string[];
  /** Globs on capability names. */
  capabilities?: string[];
  kinds?: CallKind[];
  /** Globs on the ids that people type (`handle` of the request), not on internal ones. */
  principals?: string[];
  /** Exact role names. */
  roles?: string[];
};

/** What else must happen when a rule decides. */
export type RuleObligations = {
  notify?: boolean;
  requireReason?: boolean;
  /** Paths of argument fields, such as `card.number`, that must not be stored or shown. */
  redactArguments?: string[];
  redactResult?: string[];
};

/** A rule as people write and store it; `compileRules` checks it. */
export type RuleSource = {
  id: string;
  description?: string;
  /** The higher number speaks first. */
  priority: number;
  match: RuleMatch;
  /** CEL over `args`, `principal`, `client`, `server`, `tool`, `request` and `session`; it must yield true or false. */
  when?: string;
  effect: RuleEffect;
  obligations?: RuleObligations;
  /** `observe` records what the rule would have said and decides nothing. Default `enforce`. */
  enforcement?: "enforce" | "observe";
};
