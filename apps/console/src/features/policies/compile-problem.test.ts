import { expect, test } from "vitest";
import { compileProblem } from "./compile-problem.ts";
import type { Rule } from "./parse-rules.ts";

const rule: Rule = { id: "small", priority: 1, match: {}, when: "args.amount < 10", effect: "allow" };

test("a condition that compiles has no problem", async () => {
  expect(await compileProblem([rule])).toBeNull();
});

test("a broken condition names its rule before anything is saved", async () => {
  expect(await compileProblem([rule, { ...rule, id: "broken", when: "args.amount <" }])).toMatchObject({ ruleId: "broken" });
});
