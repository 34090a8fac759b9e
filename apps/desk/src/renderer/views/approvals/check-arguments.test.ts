import { expect, test } from "vitest";
import { checkArguments } from "./check-arguments.ts";

const schema = {
  type: "object",
  properties: {
    path: { type: "string", minLength: 2 },
    count: { type: "integer", maximum: 5 },
    mode: { enum: ["fast", "slow"] },
    to: { type: "array", items: { type: "string" } },
  },
  required: ["path"],
  additionalProperties: false,
};
const problems = (value: unknown) => checkArguments(schema, value).map(({ path, message }) => `${path} ${message}`);

test("arguments that fit have no problems", () => {
  expect(problems({ path: "/a", count: 5, mode: "fast", to: ["x"] })).toEqual([]);
});

test("each problem says its place, in words", () => {
  expect(problems({})).toEqual(["$.path The tool needs this."]);
  expect(problems({ path: 7 })).toEqual(["$.path It must be a text."]);
  expect(problems({ path: "/a", to: ["x", 1] })).toEqual(["$.to[1] It must be a text."]);
  expect(problems({ path: "/a", count: 9 })).toEqual(["$.count It must be at most 5."]);
  expect(problems({ path: "a" })).toEqual(["$.path It is too short for the tool."]);
  expect(problems({ path: "/a", mode: "other" })).toEqual(['$.mode It must be one of ["fast","slow"].']);
  expect(problems({ path: "/a", extra: 1 })).toEqual(["$.extra The tool does not know this."]);
});

test("a schema that cannot be read leaves the check to the server", () => {
  expect(checkArguments({ $ref: "#/nowhere" }, {})).toEqual([]);
  expect(checkArguments(null, {})).toEqual([]);
});
