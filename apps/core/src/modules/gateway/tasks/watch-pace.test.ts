import { expect, test } from "vitest";
import { pollAfter, restAfter } from "./watch-pace.ts";

test.each([
  ["as its server suggests", 3_000, false, false, 3_000],
  ["not faster than every 2 s, whatever it suggests (A35)", 10, false, false, 2_000],
  ["nor slower than every minute", 3_600_000, false, false, 60_000],
  ["every 5 s without a suggestion", undefined, false, false, 5_000],
  ["every minute where its server tells of it by itself", 3_000, true, false, 60_000],
  ["after a minute where it could not be asked", 3_000, false, true, 60_000],
])("a task is looked at %s", (_, interval, isTold, hasFailed, expected) => {
  expect(pollAfter(interval, isTold, hasFailed)).toBe(expected);
});

test.each([
  ["a moment", "working", false, 250],
  ["longer where it asks, as each question is on record (A35)", "input_required", false, 2_000],
  ["longer where it could not be asked", "working", true, 2_000],
])("between two looks it rests %s", (_, status, hasFailed, expected) => {
  expect(restAfter(status, hasFailed)).toBe(expected);
});
