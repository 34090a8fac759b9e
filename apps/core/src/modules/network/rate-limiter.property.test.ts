import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TestClock } from "../../adapters/clock.ts";
import { createMemoryRateLimiter } from "./memory-rate-limiter.ts";

const limiterAt = (start = 1_700_000_000_123) => {
  const clock = new TestClock(start);
  return { clock, limiter: createMemoryRateLimiter({ clock }) };
};

/** Steps between requests: many at once, some a moment later, some after minutes. */
const steps = fc.array(
  fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 900 }),
    fc.integer({ min: 900, max: 20_000 }),
    fc.constant(61_000),
  ),
  { maxLength: 200 },
);

describe("laws of the rate limiter", () => {
  test("no interval of sixty seconds, however it lies, holds more than the limit", () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 20 }), fc.nat(999), (waits, perMinute, offset) => {
        const { clock, limiter } = limiterAt(1_700_000_000_000 + offset);
        const accepted: number[] = [];
        for (const wait of waits) {
          clock.advance(wait);
          if (limiter.take([{ key: "a", perMinute }], 1).isAllowed) accepted.push(clock.now());
        }
        for (const [at, from] of accepted.entries()) {
          const within = accepted.slice(at).filter((time) => time - from < 60_000);
          expect(within.length).toBeLessThanOrEqual(perMinute);
        }
      }),
    );
  });

  test("whoever stays below the limit for 62 seconds is never refused", () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 20 }), (waits, perMinute) => {
        const { clock, limiter } = limiterAt();
        const accepted: number[] = [];
        for (const wait of waits) {
          clock.advance(wait);
          const recent = accepted.filter((time) => clock.now() - time < 62_000).length;
          const { isAllowed } = limiter.take([{ key: "a", perMinute }], 1);
          if (recent < perMinute) expect(isAllowed).toBe(true);
          if (isAllowed) accepted.push(clock.now());
        }
      }),
    );
  });

  test("after the wait that a refusal names, the same request fits", () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 12 }), (waits, perMinute, cost) => {
        const { clock, limiter } = limiterAt();
        const claims = [{ key: "a", perMinute }];
        for (const wait of waits) {
          clock.advance(wait);
          const outcome = limiter.take(claims, cost);
          if (outcome.isAllowed) continue;
          expect(outcome.waitSeconds).toBeGreaterThan(0);
          expect(outcome.waitSeconds).toBeLessThanOrEqual(61);
          clock.advance(outcome.waitSeconds * 1000);
          expect(limiter.take(claims, cost).isAllowed).toBe(true);
        }
      }),
    );
  });

  test("what is refused takes no room, from neither of two claims", () => {
    const { limiter } = limiterAt();
    const claims = [
      { key: "principal", perMinute: 10 },
      { key: "workspace", perMinute: 3 },
    ];
    expect([1, 2, 3, 4, 5].map(() => limiter.take(claims, 1).isAllowed)).toEqual([true, true, true, false, false]);
    expect(limiter.take([{ key: "principal", perMinute: 10 }], 1)).toMatchObject({ isAllowed: true, remaining: 6 });
  });

  test("the tightest claim is the one that is told", () => {
    const { limiter } = limiterAt();
    const outcome = limiter.take(
      [
        { key: "principal", perMinute: 10 },
        { key: "workspace", perMinute: 3 },
      ],
      1,
    );
    expect(outcome).toMatchObject({ isAllowed: true, claim: { key: "workspace" }, remaining: 2, waitSeconds: 61 });
  });

  test("a clock that is set back by an hour forgets, one that is corrected by a second does not", () => {
    const { clock, limiter } = limiterAt();
    const claims = [{ key: "a", perMinute: 1 }];
    expect(limiter.take(claims, 1).isAllowed).toBe(true);
    clock.advance(-2_000);
    expect(limiter.take(claims, 1).isAllowed).toBe(false);
    clock.advance(-3_600_000);
    expect(limiter.take(claims, 1).isAllowed).toBe(true);
  });

  test("windows of whoever is silent are given up, those that count never (A35)", () => {
    const { clock, limiter } = limiterAt();
    limiter.take([{ key: "busy", perMinute: 1 }], 1);
    for (let i = 0; i < 5_000; i++) limiter.take([{ key: `idle-${i}`, perMinute: 1 }], 1);
    clock.advance(30_000);
    limiter.take([{ key: "late", perMinute: 1 }], 1);
    clock.advance(32_000);
    for (let i = 0; i < 5_000; i++) limiter.take([{ key: `new-${i}`, perMinute: 1 }], 1);
    expect(limiter.size()).toBeLessThanOrEqual(5_002);
    expect(limiter.take([{ key: "late", perMinute: 1 }], 1).isAllowed).toBe(false);
    expect(limiter.take([{ key: "busy", perMinute: 1 }], 1).isAllowed).toBe(true);
  });
});
