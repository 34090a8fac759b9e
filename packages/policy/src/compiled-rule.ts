import type { CallKind } from "./capability.ts";
import type { Condition } from "./condition.ts";
import type { Obligations } from "./decision.ts";
import type { RuleEffect } from "./effect.ts";
import { compileGlobs } from "./glob.ts";
import type { AccessRequest } from "./request.ts";
import type { RuleSource } from "./rule.ts";

export type CompiledRule = {
  readonly id: string;
  readonly description: string | null;
  readonly priority: number;
  readonly effect: RuleEffect;
  readonly isObserved: boolean;
  readonly obligations: Obligations;
  /** Null where the match alone decides. */
  readonly condition: Condition | null;
  readonly isAboutPrincipals: boolean;
  matchesPrincipal(principal: AccessRequest["principal"]): boolean;
  matchesCapability(serverId: string, capability: { readonly kind: CallKind; readonly name: string }): boolean;
};

/** Takes a rule that was checked; the source may change afterwards without effect. */
export function createCompiledRule(source: RuleSource, condition: Condition | null): CompiledRule {
  const { match, obligations } = source;
  const isServer = compileGlobs(match.servers);
  const isCapability = compileGlobs(match.capabilities);
  const isPrincipal = compileGlobs(match.principals);
  const kinds = match.kinds && new Set(match.kinds);
  const roles = match.roles && new Set(match.roles);
  return Object.freeze({
    id: source.id,
    description: source.description ?? null,
    priority: source.priority,
    effect: source.effect,
    isObserved: source.enforcement === "observe",
    obligations: {
      notify: obligations?.notify ?? false,
      requireReason: obligations?.requireReason ?? false,
      redactArguments: [...(obligations?.redactArguments ?? [])],
      redactResult: [...(obligations?.redactResult ?? [])],
    },
    condition,
    isAboutPrincipals: isPrincipal !== null || roles !== undefined,
    matchesPrincipal: (principal: AccessRequest["principal"]) =>
      (isPrincipal === null || isPrincipal(principal.handle)) && (roles === undefined || roles.has(principal.role)),
    matchesCapability: (serverId: string, capability: { readonly kind: CallKind; readonly name: string }) =>
      (kinds === undefined || kinds.has(capability.kind)) &&
      (isServer === null || isServer(serverId)) &&
      (isCapability === null || isCapability(capability.name)),
  });
}

const TIE_RANK = { deny: 0, approve_with_step_up: 1, approve: 2, allow: 3 } satisfies Record<RuleEffect, number>;

/** Higher priority first; then the stricter effect; then the id, so that stored order never matters. */
export function compareRules(a: CompiledRule, b: CompiledRule): number {
  return b.priority - a.priority || TIE_RANK[a.effect] - TIE_RANK[b.effect] || (a.id < b.id ? -1 : 1);
}
