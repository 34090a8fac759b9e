import { type SchemaField, schemaFields } from "../../data/arguments/schema-fields.ts";

/** How one argument is typed: as text, as a number, as a choice, or as JSON. */
export type RowKind = "text" | "number" | "boolean" | "choice" | "json";

/** One argument while it is edited: what stands in its control. */
export interface ArgumentRow {
  name: string;
  kind: RowKind;
  text: string;
  /** Null: the schema does not name it. */
  field: SchemaField | null;
}

export interface ReadArguments {
  /** Null while a row cannot be read. */
  value: Record<string, unknown> | null;
  /** Sentence per argument that cannot be read. */
  problems: Readonly<Record<string, string>>;
}

/** The rows of a call's arguments, those of the schema first and in its order. */
export function rowsOf(value: Readonly<Record<string, unknown>>, schema: unknown): ArgumentRow[] {
  const fields = schemaFields(schema);
  const known = fields
    .filter(({ name }) => Object.hasOwn(value, name))
    .map((field) => rowOf(field.name, value[field.name], field));
  const names = new Set(fields.map(({ name }) => name));
  const others = Object.keys(value).filter((name) => !names.has(name));
  return [...known, ...others.map((name) => rowOf(name, value[name], null))];
}

/** The arguments that the schema names and the call does not send. */
export const missingFields = (rows: readonly ArgumentRow[], schema: unknown): SchemaField[] =>
  schemaFields(schema).filter(({ name }) => !rows.some((row) => row.name === name));

/** A row for an argument that was not sent so far. */
export function emptyRow(field: SchemaField): ArgumentRow {
  const kind = kindOf(field.type);
  const text = { text: "", number: "", boolean: "true", choice: "0", json: field.type === "array" ? "[]" : "{}" }[kind];
  return { name: field.name, kind, text, field };
}

function rowOf(name: string, value: unknown, field: SchemaField | null): ArgumentRow {
  const wanted = field ? kindOf(field.type) : "json";
  if (wanted === "choice" && field) {
    const index = field.choices.indexOf(value);
    if (index >= 0) return { name, kind: "choice", text: String(index), field };
  }
  // What does not fit the schema is shown as it is, not as what it should be.
  if (typeof value === "string" && wanted !== "number" && wanted !== "boolean")
    return { name, kind: "text", text: value, field };
  if (typeof value === "number" && wanted === "number") return { name, kind: "number", text: String(value), field };
  if (typeof value === "boolean" && wanted !== "text") return { name, kind: "boolean", text: String(value), field };
  return { name, kind: "json", text: JSON.stringify(value, null, 2) ?? "null", field };
}

function kindOf(type: SchemaField["type"]): RowKind {
  switch (type) {
    case "string":
      return "text";
    case "number":
    case "integer":
      return "number";
    case "boolean":
      return "boolean";
    case "enum":
      return "choice";
    default:
      return "json";
  }
}

/** What the rows say, or which of them cannot be read. */
export function readRows(rows: readonly ArgumentRow[]): ReadArguments {
  const entries: [string, unknown][] = [];
  const problems: Record<string, string> = {};
  for (const row of rows) {
    const read = readRow(row);
    if ("problem" in read) problems[row.name] = read.problem;
    else entries.push([row.name, read.value]);
  }
  return { value: Object.keys(problems).length > 0 ? null : Object.fromEntries(entries), problems };
}

function readRow({ kind, text, field }: ArgumentRow): { value: unknown } | { problem: string } {
  switch (kind) {
    case "text":
      return { value: text };
    case "boolean":
      return { value: text === "true" };
    case "choice":
      return { value: field?.choices[Number(text)] };
    case "number": {
      const value = Number(text.trim());
      if (text.trim() === "" || !Number.isFinite(value)) return { problem: "This is not a number." };
      return { value };
    }
    case "json":
      try {
        return { value: JSON.parse(text) as unknown };
      } catch {
        return { problem: "This is not JSON. Names and texts need double quotes." };
      }
  }
}
