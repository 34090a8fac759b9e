import { expect, test } from "vitest";
import { fixedTableWidths } from "./column.ts";

test("a table with fixed columns never takes the width of its first column away", () => {
  expect(fixedTableWidths([{}, { width: "6rem" }, { width: "9rem", hideBelow: "md" }, { hideBelow: "md" }])).toEqual({
    "--w-always": "calc(0px + 12rem + 6rem)",
    "--w-sm": "calc(0px)",
    "--w-md": "calc(0px + 9rem + 8rem)",
    "--w-lg": "calc(0px)",
    "--w-xl": "calc(0px)",
  });
});
