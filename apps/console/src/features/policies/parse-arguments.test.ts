import { expect, test } from "vitest";
import { parseArguments } from "./parse-arguments.ts";

test("an object is taken, nothing is nothing", () => {
  expect(parseArguments('{"id":"1"}')).toEqual({ ok: true, value: { id: "1" } });
  expect(parseArguments("  ")).toEqual({ ok: true, value: undefined });
});

test("a list, a number and broken text are refused with the remedy", () => {
  for (const text of ["[1]", "7", "null", "{id: 1}"]) expect(parseArguments(text)).toMatchObject({ ok: false });
});
