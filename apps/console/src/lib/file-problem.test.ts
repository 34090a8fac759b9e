import { expect, test } from "vitest";
import { fileProblem } from "./file-problem.ts";

test("a file that is too large is not read, and one at the bound is (A34)", () => {
  expect(fileProblem({ size: 3_000_000 }, 3_000_000)).toBeNull();
  expect(fileProblem({ size: 2_000_000_000 }, 3_000_000)).toBe("The file has 2000.0 MB; 3.0 MB at most.");
});
