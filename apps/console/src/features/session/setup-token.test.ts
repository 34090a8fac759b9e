import { expect, test } from "vitest";
import { tokenOfFragment } from "./setup-token.ts";

test("the token is read named or bare, decoded", () => {
  expect(tokenOfFragment("#token=abc-123")).toBe("abc-123");
  expect(tokenOfFragment("#abc-123")).toBe("abc-123");
  expect(tokenOfFragment("#a=1&token=x%2By")).toBe("x+y");
});

test("another fragment, a broken one and none give nothing", () => {
  for (const hash of ["", "#", "#section=2", "#token=%E0%A4%A"]) expect(tokenOfFragment(hash)).toBe("");
});
