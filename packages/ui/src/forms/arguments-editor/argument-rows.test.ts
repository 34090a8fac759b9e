import { expect, test } from "vitest";
import { emptyRow, missingFields, readRows, rowsOf } from "./argument-rows.ts";

const schema = {
  type: "object",
  properties: {
    path: { type: "string", description: "Where" },
    count: { type: "integer" },
    dry: { type: "boolean" },
    mode: { enum: ["fast", "slow"] },
    tags: { type: "array", items: { type: "string" } },
    note: { type: ["string", "null"] },
  },
  required: ["path"],
};

test("each argument is typed as its schema says, and read back as it was", () => {
  const value = { mode: "slow", path: "/a", count: 3, dry: false, tags: ["x"], note: null };
  const rows = rowsOf(value, schema);
  expect(rows.map(({ name, kind }) => [name, kind])).toEqual([
    ["path", "text"],
    ["count", "number"],
    ["dry", "boolean"],
    ["mode", "choice"],
    ["tags", "json"],
    ["note", "json"],
  ]);
  expect(readRows(rows)).toEqual({ value, problems: {} });
});

test("a value that does not fit its schema is shown as it is, never as what it should be", () => {
  const value = { count: "many", dry: "true", path: 7, mode: "other" };
  const rows = rowsOf(value, schema);
  expect(rows.map(({ name, kind, text }) => [name, kind, text])).toEqual([
    ["path", "json", "7"],
    ["count", "json", '"many"'],
    ["dry", "json", '"true"'],
    ["mode", "text", "other"],
  ]);
  expect(readRows(rows).value).toEqual(value);
});

test("arguments that the schema does not name stay, after the others", () => {
  expect(rowsOf({ extra: { a: 1 }, path: "/a" }, schema).map((row) => row.name)).toEqual(["path", "extra"]);
  expect(rowsOf({ extra: 1 }, undefined)).toMatchObject([{ name: "extra", kind: "json", text: "1", field: null }]);
});

test("what cannot be read is named, and there is no value then", () => {
  const rows = rowsOf({ path: "/a", count: 3, tags: [] }, schema).map((row) =>
    row.name === "path" ? row : { ...row, text: "1 2" },
  );
  expect(readRows(rows)).toEqual({
    value: null,
    problems: { count: "This is not a number.", tags: "This is not JSON. Names and texts need double quotes." },
  });
});

test("an argument that was not sent can be added, with a value of its type", () => {
  const rows = rowsOf({ path: "/a" }, schema);
  const missing = missingFields(rows, schema);
  expect(missing.map(({ name }) => name)).toEqual(["count", "dry", "mode", "tags", "note"]);
  const added = missing.filter(({ name }) => name !== "count").map(emptyRow);
  expect(readRows(added).value).toEqual({ dry: true, mode: "fast", tags: [], note: "" });
});
