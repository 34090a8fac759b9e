import { expect, test } from "vitest";
import { TestClock } from "../../adapters/clock.ts";
import { createEventBudget } from "./event-budget.ts";

test("A35: a burst is admitted, more is refused with the time to wait, and a flood is cut off", () => {
  const clock = new TestClock();
  const spend = createEventBudget(clock, { eventBurst: 3, eventsPerSecond: 2, eventsBeforeEnd: 4 });
  const kinds = Array.from({ length: 8 }, () => spend().kind);
  expect(kinds).toEqual(["admitted", "admitted", "admitted", "refused", "refused", "refused", "refused", "flood"]);
});

test("the budget fills again, up to the burst", () => {
  const clock = new TestClock();
  const spend = createEventBudget(clock, { eventBurst: 2, eventsPerSecond: 1, eventsBeforeEnd: 100 });
  spend();
  spend();
  expect(spend()).toEqual({ kind: "refused", retryAfterSeconds: 1 });
  clock.advance(60_000);
  expect([spend().kind, spend().kind, spend().kind]).toEqual(["admitted", "admitted", "refused"]);
});
