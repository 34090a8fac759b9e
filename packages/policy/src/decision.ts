import type { DangerLevel, Effect } from "./effect.ts";
import type { Reason } from "./reason.ts";

/** What the enforcement point must also do. */
export type Obligations = {
  readonly notify: boolean;
  readonly requireReason: boolean;
  readonly redactArguments: string[];
  readonly redactResult: string[];
};

/** A rule in `observe` whose match and condition held: what it would have said. */
export type Observation = { readonly ruleId: string; readonly effect: Effect };

export type Decision = {
  readonly effect: Effect;
  /** Ids of rules; `layer:server`, `layer:administrator` or `layer:user`; `danger:0` to `danger:3`. */
  readonly determinedBy: string[];
  readonly reason: Reason;
  /** After the user layer raised it; 0 where the capability is unknown. */
  readonly dangerLevel: DangerLevel;
  readonly obligations: Obligations;
  readonly observed: Observation[];
  readonly policyVersion: string;
};
