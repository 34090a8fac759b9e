import { expect, test } from "vitest";
import { rowAfterKey } from "./row-keys.ts";

test("j, k and the arrows go one row and stop at the ends", () => {
  expect(rowAfterKey("j", 0, 3)).toBe(1);
  expect(rowAfterKey("ArrowDown", 2, 3)).toBe(2);
  expect(rowAfterKey("k", 1, 3)).toBe(0);
  expect(rowAfterKey("ArrowUp", 0, 3)).toBe(0);
});

test("Home, End and the page keys move far but not beyond", () => {
  expect(rowAfterKey("End", 0, 2_310)).toBe(2_309);
  expect(rowAfterKey("Home", 900, 2_310)).toBe(0);
  expect(rowAfterKey("PageDown", 2_305, 2_310)).toBe(2_309);
  expect(rowAfterKey("PageUp", 15, 2_310)).toBe(5);
});

test("other keys and an empty table move nothing", () => {
  expect(rowAfterKey("Enter", 0, 3)).toBeNull();
  expect(rowAfterKey("j", 0, 0)).toBeNull();
});
