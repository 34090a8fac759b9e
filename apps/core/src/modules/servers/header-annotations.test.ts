import { expect, test } from "vitest";
import { hasGoodHeaderAnnotations } from "./header-annotations.ts";

const check = (properties: object): boolean =>
  hasGoodHeaderAnnotations({ inputSchema: { type: "object", properties } });

test("strings, integers and booleans may be mirrored, also deep inside", () => {
  const deep = { type: "object", properties: { c: { type: "boolean", "x-mcp-header": "C" } } };
  expect(check({ a: { type: "string", "x-mcp-header": "A" }, b: { type: "integer", "x-mcp-header": "B" }, deep })).toBe(
    true,
  );
  expect(check({ a: { type: "string" } })).toBe(true);
});

test.each([
  ["an empty name", { a: { type: "string", "x-mcp-header": "" } }],
  ["a space", { a: { type: "string", "x-mcp-header": "A B" } }],
  ["a line break", { a: { type: "string", "x-mcp-header": "A\r\nX" } }],
  ["no string", { a: { type: "string", "x-mcp-header": 1 } }],
  ["an object's value", { a: { type: "object", "x-mcp-header": "A" } }],
  ["a number's value", { a: { type: "number", "x-mcp-header": "A" } }],
  ["a name twice", { a: { type: "string", "x-mcp-header": "A" }, b: { type: "string", "x-mcp-header": "a" } }],
])("%s is refused", (_what, properties) => expect(check(properties)).toBe(false));
