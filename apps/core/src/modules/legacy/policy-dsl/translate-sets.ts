import type { adminWire } from "@peta/contract";
import type { RuleSource } from "@peta/policy";
import { CoreError } from "../../../errors.ts";
import { translateRule } from "./translate-rule.ts";

/** A set as it is to be put in force. */
export interface ActiveSet {
  id: string;
  /** Core's own id of the server; null: every server. */
  serverId: string | null;
  version: number;
  dsl: adminWire.LegacyDsl;
}

const PREFIX = "legacy.";
/** The first priorities of the rules for one server and of those for all: the former speak first. */
const TOP_OF_SERVER_SETS = 600_000;
const TOP_OF_GLOBAL_SETS = 500_000;
const MAX_RULES = 50_000;

/** What the ids of a set's rules begin with. */
export const rulePrefix = (setId: string): string => `${PREFIX}${setId}.`;

/** The rule's own id as far as ours can say it; unique inside of its set. */
function ruleIds(setId: string, rules: readonly adminWire.LegacyRule[]): string[] {
  const taken = new Set<string>();
  return rules.map(({ id }, index) => {
    const plain =
      (id ?? "")
        .toLowerCase()
        .replace(/[^a-z0-9_-]+/g, "-")
        .slice(0, 14) || `rule-${index + 1}`;
    let slug = plain;
    for (let next = 2; taken.has(slug); next++) slug = `${plain}-${next}`;
    taken.add(slug);
    return `${rulePrefix(setId)}${slug}`;
  });
}

/** Lower numbers first, and what is written first where they are equal. */
const inOrder = <T extends { rule: adminWire.LegacyRule }>(rules: readonly T[]): T[] =>
  [...rules].sort((a, b) => a.rule.priority - b.rule.priority);

/**
 * All rules of the given sets in our language, in the order in which the legacy product asked them: those for one
 * server before those for all, the newest version first, then the rules' own priority. Throws input.invalid for a rule
 * that cannot be said.
 */
export function translateSets(sets: readonly ActiveSet[]): RuleSource[] {
  const newestFirst = [...sets].sort((a, b) => b.version - a.version || (a.id < b.id ? -1 : 1));
  const translate = (scope: readonly ActiveSet[], top: number): RuleSource[] => {
    const placed = scope.flatMap(({ id, serverId, dsl }) => {
      const ids = ruleIds(id, dsl.rules);
      return inOrder(dsl.rules.map((rule, index) => ({ rule, id: ids[index] as string, serverId })));
    });
    if (placed.length > MAX_RULES)
      throw new CoreError("input.invalid", `There are more than ${MAX_RULES} rules in these policy sets together.`);
    return placed.map(({ rule, id, serverId }, rank) => translateRule(rule, { id, serverId, priority: top - rank }));
  };
  return [
    ...translate(
      newestFirst.filter(({ serverId }) => serverId !== null),
      TOP_OF_SERVER_SETS,
    ),
    ...translate(
      newestFirst.filter(({ serverId }) => serverId === null),
      TOP_OF_GLOBAL_SETS,
    ),
  ];
}
