import { expect, test } from "vitest";
import { absoluteTimeText, durationText, relativeTimeText } from "./relative-time.ts";

const now = Date.UTC(2026, 2, 4, 12, 0, 0);
const minute = 60_000;

test.each([
  [now - 4_000, "just now"],
  [now + 4_000, "just now"],
  [now - 41_000, "41 seconds ago"],
  [now - 119_000, "1 minute ago"],
  [now - 31 * minute, "31 minutes ago"],
  [now - 119 * minute, "1 hour ago"],
  [now + 2 * 60 * minute, "in 2 hours"],
  [now - 24 * 60 * minute, "yesterday"],
  [now - 13 * 24 * 60 * minute, "last week"],
  [now - 400 * 24 * 60 * minute, "last year"],
])("%d is %s: units are whole and never rounded up", (at, text) => {
  expect(relativeTimeText(at, now)).toBe(text);
});

test("text and Date are read like milliseconds", () => {
  expect(relativeTimeText("2026-03-04T11:59:00Z", now)).toBe("1 minute ago");
  expect(relativeTimeText(new Date(now - minute), now)).toBe("1 minute ago");
});

test("what is no moment is said to be none", () => {
  expect(relativeTimeText("soon", now)).toBe("unknown time");
  expect(absoluteTimeText("soon")).toBe("Not a valid time");
});

test("the absolute moment names its zone", () => {
  expect(absoluteTimeText(now, "en", "UTC")).toBe("Wednesday, March 4, 2026 at 12:00:00 PM UTC");
});

test.each([
  [0.04, "0.04 ms"],
  [3, "3 ms"],
  [840, "840 ms"],
  [1_240, "1.24 s"],
  [12_340, "12.3 s"],
  [185_000, "3 min 5 s"],
])("%d ms is written %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
