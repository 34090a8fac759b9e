import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import { schemaTable, typeName } from "./schema-table.ts";

test("docs/api says what the code says", () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [path.resolve(import.meta.dirname, "../generate-api-docs.ts"), "--check"],
    { encoding: "utf8" },
  );
  expect(stderr).toBe("");
  expect(status).toBe(0);
});

test("types read as a person writes them", () => {
  expect(typeName({ anyOf: [{ type: "string" }, { type: "null" }] })).toBe("string or null");
  expect(typeName({ type: "array", items: { enum: ["a", "b"] } })).toBe('list of (`"a"` or `"b"`)');
  expect(typeName({ type: "object", additionalProperties: { type: "number" } })).toBe("map of number");
  expect(typeName({})).toBe("any JSON");
});

test("fields of objects, lists and alternatives are listed under their path", () => {
  const table = schemaTable(
    {
      properties: {
        rows: { type: "array", items: { properties: { id: { type: "string", minLength: 1 } }, required: ["id"] } },
        launch: {
          oneOf: [
            { properties: { transport: { const: "http" }, url: { type: "string" } } },
            { properties: { transport: { const: "stdio" } } },
          ],
        },
      },
    },
    "Needed",
  );
  expect(table).toContain("| `rows[].id` | string | yes | not empty |");
  expect(table).toContain('| `launch (transport "http").url` | string | no |  |');
});
