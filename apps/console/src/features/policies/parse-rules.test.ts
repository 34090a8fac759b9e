import { expect, test } from "vitest";
import { parseRules, type Rule, rulesText } from "./parse-rules.ts";

const rule: Rule = { id: "no-delete", priority: 100, match: { capabilities: ["delete_*"] }, effect: "deny" };

test("text and rules are the same document", () => {
  expect(parseRules(rulesText([rule]))).toEqual({ ok: true, rules: [rule] });
  expect(parseRules("")).toEqual({ ok: true, rules: [] });
});

test("broken JSON names the line", () => {
  const parsed = parseRules(`[\n  { "id": "a",\n    oops }\n]`);
  expect(parsed).toMatchObject({ ok: false, problems: [{ line: 3 }] });
});

test("a wrong field names the rule, the field and the line of its id", () => {
  const parsed = parseRules(rulesText([rule, { ...rule, id: "other", effect: "maybe" as never }]));
  expect(parsed).toMatchObject({ ok: false, problems: [{ path: "rule 2 (other), effect", line: 13 }] });
});

test("an unknown field of a match is refused, not ignored", () => {
  expect(parseRules(JSON.stringify([{ ...rule, match: { server: "files" } }])).ok).toBe(false);
});

test("two rules with one id are refused at the second", () => {
  expect(parseRules(rulesText([rule, rule]))).toMatchObject({
    ok: false,
    problems: [{ line: 13, message: "another rule has this id already" }],
  });
});

test("something else than a list says so", () => {
  expect(parseRules("{}")).toMatchObject({
    ok: false,
    problems: [{ message: "The rules are a list: begin with [ and end with ]." }],
  });
});
