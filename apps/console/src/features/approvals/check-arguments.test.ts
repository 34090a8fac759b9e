import { expect, test } from "vitest";
import { checkArguments, inputSchemaOf } from "./check-arguments.ts";

const schema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  type: "object",
  properties: {
    path: { type: "string", minLength: 1 },
    count: { type: "integer", maximum: 5 },
    mode: { enum: ["fast", "slow"] },
    tags: { type: "array", items: { type: "string" } },
    "odd name": { type: "boolean" },
  },
  required: ["path"],
  additionalProperties: false,
};

test("right arguments have no problem", () => {
  expect(checkArguments(schema, { path: "/a", count: 5, mode: "slow", tags: ["x"] })).toEqual([]);
});

test("each problem has its place and a sentence", () => {
  const found = checkArguments(schema, { count: 9, mode: "warp", tags: ["x", 1], "odd name": "yes", more: 1 });
  expect(Object.fromEntries(found.map(({ path, message }) => [path, message]))).toEqual({
    "$.path": "The tool needs this.",
    "$.count": "It must be at most 5.",
    "$.mode": 'It must be one of: "fast", "slow".',
    "$.tags[1]": "It must be a text.",
    '$["odd name"]': "It must be true or false.",
    "$.more": "The tool does not know this.",
  });
  expect(checkArguments(schema, { path: "" })).toEqual([
    { path: "$.path", message: "It must be at least 1 character long." },
  ]);
});

test("a schema that cannot be checked here is left to the server", () => {
  expect(checkArguments({ $ref: "https://elsewhere.example/schema" }, { a: 1 })).toEqual([]);
  expect(checkArguments(undefined, { a: 1 })).toEqual([]);
  expect(checkArguments(true, { a: 1 })).toEqual([]);
});

test("the schema is taken out of a definition, if there is one", () => {
  expect(inputSchemaOf({ inputSchema: schema })).toBe(schema);
  expect(inputSchemaOf(null)).toBeUndefined();
  expect(inputSchemaOf({})).toBeUndefined();
});
