import { expect, test } from "vitest";
import { differencesText } from "./differences.ts";

const text = (before: Record<string, unknown>, now: Record<string, unknown>): string =>
  differencesText(before, now, { before: "was", now: "is" });

test("the order of an object's members is no difference, also inside a list", () => {
  const before = { type: "object", anyOf: [{ required: ["a"], type: "object" }, null, 1] };
  const now = { anyOf: [{ type: "object", required: ["a"] }, null, 1], type: "object" };
  expect(text(before, now)).toBe("");
});

test("the order of a list is one, as it is for the hash that waits: a tool never waits with nothing to show", () => {
  expect(text({ required: ["a", "b"] }, { required: ["b", "a"] })).toMatch(/^required, was:\n[^]*required, is:\n/);
  expect(text({ items: { enum: [1, 2] } }, { items: { enum: [2, 1] } })).toMatch(/^items\.enum, was:/);
});

test.each<[what: string, before: unknown, now: unknown]>([
  ["a longer list", ["a"], ["a", "b"]],
  ["a shorter list", ["a", "b"], ["a"]],
  ["a member deep in a list", [{ type: "string" }], [{ type: "number" }]],
  ["a member more in a list", [{}], [{ type: "string" }]],
  ["a list that becomes an object", ["a"], { 0: "a" }],
  ["null that becomes nothing", null, undefined],
  ["a number that becomes text", 1, "1"],
])("%s is a difference", (_what, before, now) => {
  expect(text({ value: before }, { value: now })).toMatch(/^value, was:/);
});
