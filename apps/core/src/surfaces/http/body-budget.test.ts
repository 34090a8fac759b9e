import { expect, test } from "vitest";
import { announcedBytes, createBodyBudget } from "./body-budget.ts";

const MIB = 1024 * 1024;

test("A34: a principal holds so many bytes of bodies, and all of them together so many; what is released makes room", () => {
  const budget = createBodyBudget(4 * MIB);
  const holders = Array.from({ length: 80 }, () => ({}));
  const hold = (at: number, principalId: string, bytes = 4 * MIB): string => {
    try {
      budget.hold(holders[at] ?? {}, principalId, bytes);
      return "held";
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(Array.from({ length: 17 }, (_, at) => hold(at, "one"))).toEqual([
    ...Array.from({ length: 16 }, () => "held"),
    "request.rate_limited",
  ]);
  // Nobody else is held up by that, and small ones are let through.
  expect(hold(17, "two")).toBe("held");
  expect(hold(18, "one", 1_000)).toBe("held");
  budget.release(holders[0] ?? {});
  budget.release(holders[0] ?? {});
  expect(hold(0, "one")).toBe("held");
  expect(hold(19, "one")).toBe("request.rate_limited");
  for (let at = 20; at < 67; at++) expect(hold(at, `other ${at}`)).toBe("held");
  expect(hold(67, "last")).toBe("request.rate_limited");
});

test("one that grows counts once, with what it has grown to", () => {
  const budget = createBodyBudget(MIB);
  const holder = {};
  for (let bytes = 0; bytes <= 16 * MIB; bytes += 65_536) budget.hold(holder, "one", bytes);
  expect(() => budget.hold({}, "one", MIB)).toThrow();
  budget.release(holder);
  budget.hold({}, "one", MIB);
});

test("a body of unknown length may be as large as one may be", () => {
  expect(announcedBytes({ "content-length": "70000" }, MIB)).toBe(70_000);
  expect(announcedBytes({ "transfer-encoding": "chunked" }, MIB)).toBe(MIB);
  expect(announcedBytes({}, MIB)).toBe(0);
});
