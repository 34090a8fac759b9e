import { passwordSchema } from "@peta/contract";
import { expect, test } from "vitest";
import { passwordHint } from "./password-hint.ts";

test("the hint and the contract agree on where a password is long enough", () => {
  for (const password of ["x".repeat(11), "abcdefghijkl", "correct horse"]) {
    expect(passwordHint(password).fill >= 2).toBe(passwordSchema.safeParse(password).success);
  }
});

test("it counts down, in the singular too", () => {
  expect(passwordHint("0123456789").text).toBe("2 more characters needed.");
  expect(passwordHint("01234567890").text).toBe("1 more character needed.");
});

test("a long repetition is not called good", () => {
  expect(passwordHint("aaaaaaaaaaaaaaaaaaaa").fill).toBe(2);
  expect(passwordHint("correct horse battery").fill).toBe(4);
});
