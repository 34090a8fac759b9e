import type { Rule } from "./parse-rules.ts";

/** What calls a rule is about, in words: "tools delete_* on files, by role user". */
export function matchWords(match: Rule["match"]): string {
  const list = (all: readonly string[] | undefined) => all?.join(" or ");
  const what = match.capabilities
    ? `${match.kinds ? `${list(match.kinds)} ` : ""}${list(match.capabilities)}`
    : match.kinds
      ? `every ${list(match.kinds)}`
      : "";
  const parts = [
    what,
    match.servers && `on ${list(match.servers)}`,
    match.principals && `by ${list(match.principals)}`,
    match.roles && `by role ${list(match.roles)}`,
  ].filter(Boolean);
  return parts.length === 0 ? "every call" : parts.join(", ");
}

/** The order in which rules speak: the higher number first, then by id. */
export const inSpeakingOrder = (rules: readonly Rule[]): Rule[] =>
  rules.toSorted((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));
