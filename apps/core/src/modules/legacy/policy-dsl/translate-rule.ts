import type { adminWire } from "@peta/contract";
import type { RuleSource } from "@peta/policy";
import { all, quote } from "./cel-text.ts";
import { translateCondition } from "./condition.ts";

const EFFECT = { ALLOW: "allow", REQUIRE_APPROVAL: "approve", DENY: "deny" } as const;
/** Our globs know no `?`, and eight stars at most. */
const OWN_GLOB = /^(?!\s)[^?*\p{Cc}]*(?:\*[^?*\p{Cc}]*){0,8}(?<!\s)$/u;

/** A glob of the legacy language as a pattern: anchored, `*` any run of characters, `?` one character. */
const globPattern = (glob: string): string =>
  `(?s)^${glob
    .replace(/[^A-Za-z0-9_*?\s-]/gu, (character) => `\\${character}`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".")}$`;

/**
 * One rule of the legacy language as one of ours, about tools only, as legacy rules are. `id` and `priority` are given:
 * they depend on the rules around it.
 * @param servers the server that the rule's set is for; null: every server
 */
export function translateRule(
  rule: adminWire.LegacyRule,
  place: { id: string; priority: number; serverId: string | null },
): RuleSource {
  const { tool, serverId } = rule.match;
  const conditions: string[] = [];
  const match: RuleSource["match"] = { kinds: ["tool"] };
  if (place.serverId !== null) match.servers = [place.serverId];
  if (serverId !== undefined) {
    if (place.serverId === null && OWN_GLOB.test(serverId)) match.servers = [serverId];
    else conditions.push(`server.id.matches(${quote(globPattern(serverId))})`);
  }
  if (tool !== undefined) {
    if (OWN_GLOB.test(tool)) match.capabilities = [tool];
    else conditions.push(`tool.name.matches(${quote(globPattern(tool))})`);
  }
  conditions.push(...rule.when.map((condition) => translateCondition(condition, rule.extract)));
  const { reason, decision } = rule.effect;
  return {
    id: place.id,
    ...(reason && { description: reason }),
    priority: place.priority,
    match,
    ...(conditions.length > 0 && { when: all(conditions) }),
    effect: EFFECT[decision],
  };
}
