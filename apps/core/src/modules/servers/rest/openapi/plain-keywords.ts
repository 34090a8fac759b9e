import type { Json } from "../../../json.ts";

const NUMBERS = [
  "minimum",
  "maximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
];
const MAX_TEXT = 1_000;
const MAX_WORD = 200;
/** A pattern longer than this is somebody's trap, or worth nothing to a model. */
const MAX_PATTERN = 256;
const MAX_CHOICES = 200;
/** Characters that count as much as one more schema. */
const TEXT_OF_A_NODE = 50;

/** What stands for itself, and takes as little room as it looks. */
const isSmall = (value: unknown): boolean =>
  typeof value === "string" ? value.length <= MAX_WORD : value === null || ["number", "boolean"].includes(typeof value);

/**
 * The keywords of a schema that hold no further schema, as far as they are short: a value that a reference repeats a
 * thousand times must not become a thousand long ones (A34). OpenAPI 3.0's boolean bounds and `nullable` become what they mean.
 * @returns how many nodes they count for beside the schema itself
 */
export function addPlainKeywords(result: Json, schema: Json): number {
  const { type, format, description, pattern } = schema;
  const types = (Array.isArray(type) ? type.slice(0, 7) : [type]).filter(
    (one) => typeof one === "string" && isSmall(one),
  );
  if (schema.nullable === true && types.length > 0 && !types.includes("null")) types.push("null");
  if (types.length > 0) result.type = types.length === 1 ? types[0] : types;
  if (typeof format === "string" && isSmall(format)) result.format = format;
  for (const key of NUMBERS) if (typeof schema[key] === "number") result[key] = schema[key];
  if (typeof schema.uniqueItems === "boolean") result.uniqueItems = schema.uniqueItems;
  for (const key of ["const", "default"])
    if (Object.hasOwn(schema, key) && isSmall(schema[key])) result[key] = schema[key];
  addExclusiveBounds(result, schema);
  if (typeof description === "string") result.description = description.slice(0, MAX_TEXT).toWellFormed();
  if (typeof pattern === "string" && pattern.length <= MAX_PATTERN) result.pattern = pattern;
  const choices = Array.isArray(schema.enum) ? schema.enum.slice(0, MAX_CHOICES) : [];
  // All or none: a list without some of its choices would refuse what the API takes.
  if (choices.length > 0 && choices.length === (schema.enum as unknown[]).length && choices.every(isSmall))
    result.enum = schema.nullable === true && !choices.includes(null) ? [...choices, null] : choices;
  const text = typeof result.description === "string" ? result.description.length : 0;
  return Math.floor(text / TEXT_OF_A_NODE) + (result.enum === undefined ? 0 : choices.length);
}

function addExclusiveBounds(result: Json, schema: Json): void {
  for (const [bound, exclusive] of [
    ["minimum", "exclusiveMinimum"],
    ["maximum", "exclusiveMaximum"],
  ] as const) {
    if (typeof schema[exclusive] === "number") result[exclusive] = schema[exclusive];
    if (schema[exclusive] !== true || result[bound] === undefined) continue;
    result[exclusive] = result[bound];
    delete result[bound];
  }
}
