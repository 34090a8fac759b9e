import { expect, test } from "vitest";
import { sizeText } from "./size-text.ts";

test("sizes are said in the largest unit that fits", () => {
  expect([1, 812, 12_400, 1_240_000].map(sizeText)).toEqual(["1 byte", "812 bytes", "12 kB", "1.2 MB"]);
});
