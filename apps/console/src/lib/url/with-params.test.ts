import { expect, test } from "vitest";
import { withParams } from "./with-params.ts";

test("a change keeps the other parameters and takes empty ones away", () => {
  expect(withParams("/servers", "?q=git&status=online", { status: null })).toBe("/servers?q=git");
  expect(withParams("/servers", "?q=git", { q: "" })).toBe("/servers");
  expect(withParams("/audit", "", { capability: "a&b=c d" })).toBe("/audit?capability=a%26b%3Dc+d");
});
