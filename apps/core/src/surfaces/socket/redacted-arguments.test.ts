import { expect, test } from "vitest";
import { redactArguments } from "./redacted-arguments.ts";

test("keys stay, long texts are cut, what is deep is named by its kind", () => {
  expect(
    redactArguments({
      path: "x".repeat(101),
      n: 1,
      nothing: null,
      one: { two: { three: 1 }, list: [1, 2], text: "y" },
      list: [{ a: 1 }, "z"],
    }),
  ).toEqual({
    path: `${"x".repeat(100)}...`,
    n: 1,
    nothing: null,
    one: { two: "[object]", list: "[Array(2)]", text: "y" },
    list: ["[object]", "z"],
  });
});
