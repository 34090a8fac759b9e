import { expect, test } from "vitest";
import { nextSort, type SortValue, sortRows } from "./sort.ts";

const sorted = (values: SortValue[], direction: "ascending" | "descending") =>
  sortRows(
    values.map((value) => ({ value })),
    (row) => row.value,
    direction,
  ).map((row) => row.value);

test("text is sorted by natural order without regard to case", () => {
  expect(sorted(["tool-10", "Tool-2", "alpha"], "ascending")).toEqual(["alpha", "Tool-2", "tool-10"]);
});

test("rows without a value come last in both directions", () => {
  expect(sorted([3, null, 1, undefined, 2], "ascending")).toEqual([1, 2, 3, null, undefined]);
  expect(sorted([3, null, 1, undefined, 2], "descending")).toEqual([3, 2, 1, null, undefined]);
});

test("numbers and dates are compared as numbers, not as text", () => {
  expect(sorted([100, 20, 3], "ascending")).toEqual([3, 20, 100]);
  const [early, late] = [new Date(1_000), new Date(20_000)];
  expect(sorted([late, early], "ascending")).toEqual([early, late]);
});

test("rows that compare equal keep their order, and the rows given stay as they were", () => {
  const rows = [
    { id: "a", state: "online" },
    { id: "b", state: "error" },
    { id: "c", state: "online" },
  ];
  expect(sortRows(rows, (row) => row.state, "descending").map((row) => row.id)).toEqual(["a", "c", "b"]);
  expect(rows.map((row) => row.id)).toEqual(["a", "b", "c"]);
});

test("a head goes from ascending to descending to as the rows came; another head starts anew", () => {
  const up = nextSort(null, "name");
  expect(up).toEqual({ columnId: "name", direction: "ascending" });
  const down = nextSort(up, "name");
  expect(down).toEqual({ columnId: "name", direction: "descending" });
  expect(nextSort(down, "name")).toBeNull();
  expect(nextSort(down, "calls")).toEqual({ columnId: "calls", direction: "ascending" });
});
