import { ruleSchema } from "@peta/contract";
import { z } from "zod";

export type Rule = z.infer<typeof ruleSchema>;

export interface RuleProblem {
  /** Line of the text, from 1; null when it is not known. */
  line: number | null;
  /** "rules 3 (no-prod).effect"; empty for the document. */
  path: string;
  message: string;
}

export type ParsedRules = { ok: true; rules: Rule[] } | { ok: false; problems: RuleProblem[] };

/** Checks the text of the rule editor: a JSON array of rules as the contract has them, with unique ids. */
export function parseRules(text: string): ParsedRules {
  let value: unknown;
  try {
    value = JSON.parse(text.trim() === "" ? "[]" : text);
  } catch (error) {
    return { ok: false, problems: [jsonProblem(text, error)] };
  }
  const parsed = z.array(ruleSchema).safeParse(value);
  if (!parsed.success)
    return { ok: false, problems: parsed.error.issues.map((issue) => schemaProblem(text, value, issue)) };
  const problems = duplicates(text, parsed.data);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, rules: parsed.data };
}

function jsonProblem(text: string, error: unknown): RuleProblem {
  const message = error instanceof Error ? error.message : "";
  const position = /position (\d+)/.exec(message)?.[1];
  const line = position === undefined ? null : text.slice(0, Number(position)).split("\n").length;
  return {
    line,
    path: "",
    message: `This is not JSON: ${message.replace(/ in JSON at position.*$/, "").replace(/^JSON\.parse: /, "")}.`,
  };
}

function schemaProblem(text: string, value: unknown, issue: z.core.$ZodIssue): RuleProblem {
  const [index, ...rest] = issue.path;
  const field = rest.join(".");
  if (typeof index !== "number")
    return { line: 1, path: "", message: "The rules are a list: begin with [ and end with ]." };
  const rule = Array.isArray(value) ? (value[index] as { id?: unknown } | null) : null;
  const id = typeof rule?.id === "string" ? rule.id : null;
  return {
    line: id ? lineOfId(text, id) : null,
    path: `rule ${index + 1}${id ? ` (${id})` : ""}${field ? `, ${field}` : ""}`,
    message: issue.message,
  };
}

function duplicates(text: string, rules: readonly Rule[]): RuleProblem[] {
  const seen = new Set<string>();
  return rules.flatMap((rule, index) => {
    if (!seen.has(rule.id)) return seen.add(rule.id) && [];
    return [
      {
        line: lineOfId(text, rule.id, true),
        path: `rule ${index + 1} (${rule.id}), id`,
        message: "another rule has this id already",
      },
    ];
  });
}

function lineOfId(text: string, id: string, last = false): number | null {
  const needle = new RegExp(`"id"\\s*:\\s*${JSON.stringify(id).replace(/[.*+?^$()|[\]\\{}]/g, "\\$&")}`, "g");
  const found = [...text.matchAll(needle)].at(last ? -1 : 0)?.index;
  return found === undefined ? null : text.slice(0, found).split("\n").length;
}

/** The text that the editor begins with. */
export const rulesText = (rules: readonly Rule[]): string =>
  rules.length === 0 ? "[]" : JSON.stringify(rules, null, 2);
