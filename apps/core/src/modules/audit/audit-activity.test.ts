import { expect, test } from "vitest";
import { TestClock } from "../../adapters/clock.ts";
import { createCountCalls } from "./audit-activity.ts";
import type { AuditStore } from "./audit-store.ts";

test("calls that were held or cancelled are counted too, as the chart beside the number does", async () => {
  const counts = (["allowed", "held", "denied", "failed", "cancelled"] as const).flatMap((outcome, index) => [
    { hourStart: 0, outcome, calls: index + 1 },
    { hourStart: 3_600_000, outcome, calls: 10 },
  ]);
  const store = { activity: async () => ({ counts }) } as unknown as AuditStore;
  expect(await createCountCalls({ store, clock: new TestClock() })("ws_1")).toEqual({
    allowed: 11,
    held: 12,
    denied: 13,
    failed: 14,
    cancelled: 15,
  });
});
