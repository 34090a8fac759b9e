import { expect, test } from "vitest";
import { CliError } from "./errors.ts";
import type { Io } from "./io.ts";
import { parseDuration, parseHeaders, parseJsonObject, parseTarget, parseVariables } from "./parse.ts";

const io = { env: { KEY: "value", EMPTY: "" } } as unknown as Io;

test.each([
  ["90s", 90],
  ["15m", 900],
  ["12h", 43_200],
  ["30d", 2_592_000],
  ["2w", 1_209_600],
])("%s is %d seconds", (text, seconds) => expect(parseDuration(text)).toBe(seconds));

test.each(["", "30", "d", "0d", "-1d", "1.5h", "1y", "1d ", "30D"])("%j is no duration", (text) =>
  expect(() => parseDuration(text)).toThrow("90s, 15m"),
);

test("a value may hold =, be empty, or come from the environment", () => {
  expect(parseVariables(io, ["A=b=c", "B=", "KEY", "EMPTY"])).toEqual({ A: "b=c", B: "", KEY: "value", EMPTY: "" });
});

test("a variable without a name, or that is not set, is refused by its name", () => {
  expect(() => parseVariables(io, ["=x"])).toThrow("a name is needed");
  expect(() => parseVariables(io, ["MISSING"])).toThrow("MISSING is not set");
});

test("what is no JSON is said in a sentence that fits one thing and several", () => {
  expect(() => parseJsonObject("{", "The arguments")).toThrow(/^The arguments must be JSON: /);
});

test("a header's value is not repeated in the error, because it may be a secret", () => {
  expect(() => parseHeaders(io, { header: ["Bad Name=s3cret"], headerEnv: [] })).toThrow(/^((?!s3cret).)*$/);
  expect(() => parseHeaders(io, { header: ["s3cret"], headerEnv: [] })).toThrow(/^((?!s3cret).)*$/);
});

test("the first :: divides server and capability", () => {
  expect(parseTarget("files")).toEqual({ serverId: "files", name: undefined });
  expect(parseTarget("files::a::b")).toEqual({ serverId: "files", name: "a::b" });
  for (const bad of ["files::", "::read", "Files", "my_server::x", ""])
    expect(() => parseTarget(bad)).toThrow(CliError);
});
