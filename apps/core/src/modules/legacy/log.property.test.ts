import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TestClock } from "../../adapters/clock.ts";
import { createLegacyLog } from "./log.ts";

const NOW = Date.UTC(2026, 10, 30);

/** A log over records of the given moments, read as the store reads: by time, then by id. */
function logOf(moments: readonly number[]) {
  const records = moments.toSorted((a, b) => a - b).map((at, index) => ({ at, auditId: `aud_${index}` }));
  const clock = new TestClock(NOW);
  return createLegacyLog({
    clock,
    audit: { record: async () => {} },
    readForward: async (_workspaceId, { from, to }, limit) =>
      records
        .filter(({ at }) => at >= from && at < to)
        .slice(0, limit)
        .map(({ at, auditId }) => ({ auditId, occurredAt: new Date(at).toISOString() }) as never),
  });
}

const moments = fc.array(
  fc.integer({ min: NOW - 20, max: NOW + 5 }).map((at) => at - 1_000),
  { maxLength: 60 },
);

describe("the numbered log", () => {
  test("whatever the page size, pages hold every settled record once, in order, each with a number of its own", async () => {
    await fc.assert(
      fc.asyncProperty(moments, fc.integer({ min: 1, max: 9 }), async (at, limit) => {
        const log = logOf(at);
        const ids: number[] = [];
        const seen: string[] = [];
        for (let from = 1; ; ) {
          const page = await log.read("wsp_1", from, limit);
          ids.push(...page.map(({ id }) => id));
          seen.push(...page.map(({ record }) => record.auditId));
          if (page.length < limit) break;
          from = (ids.at(-1) ?? 0) + 1;
        }
        expect(seen).toHaveLength(at.filter((one) => one < NOW - 1_000).length);
        expect(new Set(seen).size).toBe(seen.length);
        expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
        expect(ids.every(Number.isSafeInteger)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("a record keeps its number, from wherever the page begins", async () => {
    const at = NOW - 5_000;
    const log = logOf([at, at, at, at + 1]);
    const whole = await log.read("wsp_1", 1, 10);
    expect(whole.map(({ id }) => id - at * 1000)).toEqual([0, 1, 2, 1000]);
    for (const { id, record } of whole)
      expect((await log.read("wsp_1", id, 1))[0]?.record.auditId).toBe(record.auditId);
  });

  test("the far future is empty", async () => {
    expect(await logOf([NOW - 5_000]).read("wsp_1", Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
  });
});
