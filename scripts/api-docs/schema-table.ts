/** The part of JSON Schema that zod's toJSONSchema writes for our contracts. */
export interface JsonSchema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  default?: unknown;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
}

interface Row {
  path: string;
  type: string;
  isRequired: boolean;
  notes: string[];
}

const code = (value: unknown): string => `\`${JSON.stringify(value)}\``;
const alternatives = (schema: JsonSchema): JsonSchema[] => schema.anyOf ?? schema.oneOf ?? [];
const isObject = (schema: JsonSchema): boolean => schema.properties !== undefined;
/** Everything but `null`, which only makes a field nullable. */
const shapes = (schema: JsonSchema): JsonSchema[] => {
  const all = alternatives(schema).filter((one) => one.type !== "null");
  return all.length === 0 ? [schema] : all;
};

/** A schema's type as a person writes it: `string`, `"a" or "b"`, `object[]`. */
export function typeName(schema: JsonSchema): string {
  const some = alternatives(schema);
  if (some.length > 0) return [...new Set(some.map(typeName))].join(" or ");
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(" or ");
  if (schema.type === "array") {
    const inner = typeName(schema.items ?? {});
    return inner.includes(" or ") ? `list of (${inner})` : `${inner}[]`;
  }
  if (schema.type === "object" && !isObject(schema) && typeof schema.additionalProperties === "object") {
    return `map of ${typeName(schema.additionalProperties)}`;
  }
  return Array.isArray(schema.type) ? schema.type.join(" or ") : (schema.type ?? "any JSON");
}

const MOST_SAFE = Number.MAX_SAFE_INTEGER;

function notesOf(schema: JsonSchema): string[] {
  const [only] = shapes(schema);
  const one = shapes(schema).length === 1 && only ? only : schema;
  const range = (least: number | undefined, most: number | undefined, unit: string) =>
    least === undefined && most === undefined
      ? []
      : least === undefined
        ? [`${most}${unit} at most`]
        : most === undefined
          ? [`${least}${unit} at least`]
          : [`${least} to ${most}${unit}`];
  const most = one.maximum === MOST_SAFE ? undefined : one.maximum;
  const least = one.minimum === -MOST_SAFE ? undefined : one.minimum;
  return [
    ...(one.format ? [`format ${one.format}`] : []),
    ...(one.pattern && !one.format ? [`matches \`${one.pattern.replaceAll("|", "\\|")}\``] : []),
    ...(one.minLength === 1 && one.maxLength === undefined
      ? ["not empty"]
      : range(one.minLength, one.maxLength, " characters")),
    ...range(least, most, ""),
    ...range(undefined, one.maxItems, " entries"),
    ...(schema.default === undefined ? [] : [`default ${code(schema.default)}`]),
  ];
}

function* rowsOf(schema: JsonSchema, prefix = ""): Generator<Row> {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const path = `${prefix}${name}`;
    yield { path, type: typeName(field), isRequired: schema.required?.includes(name) === true, notes: notesOf(field) };
    yield* inside(field, path);
  }
}

/** The fields below a field: of an object, of a list's entries, of each alternative. */
function* inside(field: JsonSchema, path: string): Generator<Row> {
  const some = shapes(field);
  for (const one of some) {
    if (one.type === "array") yield* inside(one.items ?? {}, `${path}[]`);
    else if (isObject(one)) yield* rowsOf(one, `${path}${some.length > 1 ? tagOf(one) : ""}.`);
  }
}

/** What tells an alternative from the others, such as ` (transport "stdio")`. */
function tagOf(schema: JsonSchema): string {
  const tag = Object.entries(schema.properties ?? {}).find(([, field]) => field.const !== undefined);
  return tag ? ` (${tag[0]} ${JSON.stringify(tag[1].const)})` : "";
}

/** A Markdown table of a schema's fields; a sentence where there is no field to show. */
export function schemaTable(schema: JsonSchema | null, presence: "Needed" | "Always there"): string {
  if (schema === null) return "Nothing.";
  const list = schema.type === "array";
  const tops = list ? shapes(schema.items ?? {}) : shapes(schema);
  const lead = list ? "A list; each entry:\n\n" : "";
  const tables = tops.map((top) => {
    const rows = [...rowsOf(top)];
    if (rows.length === 0) return `${typeName(top)}.`;
    return [
      `| Field | Type | ${presence} | Notes |`,
      "| --- | --- | --- | --- |",
      ...rows.map(
        (row) =>
          `| \`${row.path}\` | ${row.type.replaceAll("|", "\\|")} | ${row.isRequired ? "yes" : "no"} | ${row.notes.join("; ")} |`,
      ),
    ].join("\n");
  });
  return lead + tables.join("\n\nor\n\n");
}
