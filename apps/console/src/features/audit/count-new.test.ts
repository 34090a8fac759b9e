import { expect, test } from "vitest";
import { countNew } from "./count-new.ts";

const ids = (...all: string[]) => all.map((auditId) => ({ auditId }));

test("only rows above the newest known one are new", () => {
  expect(countNew(ids("b", "a"), ids("d", "c", "b", "a"))).toBe(2);
  expect(countNew(ids("b", "a"), ids("b", "a"))).toBe(0);
  expect(countNew(ids(), ids("a"))).toBe(1);
});

test("a whole page of strangers is a page of new rows", () => {
  expect(countNew(ids("a"), ids("z", "y", "x"))).toBe(3);
});

test("nothing is new while nothing is shown yet", () => {
  expect(countNew(undefined, ids("a"))).toBe(0);
});
