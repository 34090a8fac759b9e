import { expect, test } from "vitest";
import type { Explanation } from "@/lib/trpc/outputs.ts";
import { traceSteps } from "./trace-steps.ts";

const rule = {
  ruleId: "no-delete",
  priority: 1,
  effect: "deny" as const,
  enforcement: "enforce" as const,
  matched: true,
  isAboutOneCall: true,
};
const explanation: Explanation = {
  decision: {
    effect: "deny",
    determinedBy: ["no-delete"],
    reason: { code: "rule.denied", message: "Denied." },
    dangerLevel: 0,
    obligations: { notify: false, requireReason: false, redactArguments: [], redactResult: [] },
    observed: [],
    policyVersion: "1",
  },
  layers: { server: "pass", administrator: "pass", user: "not_said" },
  rules: [
    { ...rule, when: "true", outcome: "decided", why: "It holds." },
    { ...rule, ruleId: "later", when: "not_evaluated", outcome: "not_reached", why: "The first speaks." },
    { ...rule, ruleId: "broken", when: "error", outcome: "decided", why: "Its condition failed." },
  ],
};

test("layers come first, then rules in their order, and the decider is marked", () => {
  const steps = traceSteps(explanation);
  expect(steps.map((step) => step.id)).toEqual([
    "layer:server",
    "layer:administrator",
    "layer:user",
    "rule:no-delete",
    "rule:later",
    "rule:broken",
  ]);
  expect(steps.filter((step) => step.isDeciding).map((step) => step.id)).toEqual(["rule:no-delete"]);
});

test("a danger level that decides is the last step; with a rule, both are marked", () => {
  const decision = { ...explanation.decision, determinedBy: ["no-delete", "danger:2"], dangerLevel: 2 as const };
  const deciding = traceSteps({ ...explanation, decision }).filter((step) => step.isDeciding);
  expect(deciding.map((step) => step.id)).toEqual(["rule:no-delete", "danger"]);
  expect(deciding.at(-1)?.detail).toMatch(/ask a person first/);
});

test("a rule that failed is an error, one that was not reached is skipped", () => {
  const verdicts = Object.fromEntries(traceSteps(explanation).map((step) => [step.id, step.verdict]));
  expect(verdicts).toMatchObject({
    "rule:no-delete": "match",
    "rule:later": "skip",
    "rule:broken": "error",
    "layer:user": "not_said",
  });
});
