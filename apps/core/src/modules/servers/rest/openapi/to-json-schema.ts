import { isObject, type Json } from "../../../json.ts";
import { type References, referenceOf } from "./references.ts";

/** Of one operation: what its schemas may hold before the rest of them is left open (A34). */
export interface SchemaBudget {
  nodes: number;
  /** Something was left open. */
  isCut: boolean;
}

const MAX_DEPTH = 16;
const MAX_TEXT = 1_000;
/** A pattern longer than this is somebody's trap, or worth nothing to a model. */
const MAX_PATTERN = 256;
const MAX_CHOICES = 500;

const PLAIN = [
  "type",
  "format",
  "const",
  "default",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
];
const LISTS = ["allOf", "anyOf", "oneOf"];

/**
 * A schema of an OpenAPI document as JSON Schema that stands alone: references are written out, one that leads back into
 * itself is left open, and what JSON Schema does not know is left away. OpenAPI 3.0's `nullable` and boolean bounds
 * become what they mean.
 */
export function toJsonSchema(
  node: unknown,
  references: References,
  budget: SchemaBudget,
  path: readonly string[] = [],
): Json {
  if (node === true || node === undefined) return {};
  if (--budget.nodes < 0 || path.length > MAX_DEPTH) {
    budget.isCut = true;
    return {};
  }
  const reference = referenceOf(node);
  if (reference !== null && path.includes(reference)) {
    budget.isCut = true;
    return {};
  }
  const schema = references.resolve(node);
  if (!schema) {
    budget.isCut ||= isObject(node);
    return {};
  }
  const inner = (of: unknown, step = ""): Json => toJsonSchema(of, references, budget, [...path, reference ?? step]);
  const result: Json = {};
  for (const key of PLAIN) if (schema[key] !== undefined) result[key] = schema[key];
  if (typeof schema.description === "string") result.description = schema.description.slice(0, MAX_TEXT).toWellFormed();
  if (typeof schema.pattern === "string" && schema.pattern.length <= MAX_PATTERN) result.pattern = schema.pattern;
  if (Array.isArray(schema.enum)) result.enum = schema.enum.slice(0, MAX_CHOICES);
  for (const key of LISTS)
    if (Array.isArray(schema[key])) result[key] = (schema[key] as unknown[]).map((one) => inner(one));
  if (schema.items !== undefined) result.items = inner(schema.items);
  if (Array.isArray(schema.prefixItems)) result.prefixItems = schema.prefixItems.map((one) => inner(one));
  if (schema.not !== undefined) result.not = inner(schema.not);
  if (isObject(schema.additionalProperties)) result.additionalProperties = inner(schema.additionalProperties);
  else if (schema.additionalProperties === false) result.additionalProperties = false;
  addProperties(result, schema, references, inner);
  return ofVersion30(result, schema);
}

/** Members that only an answer has are nothing to send. */
function addProperties(result: Json, schema: Json, references: References, inner: (of: unknown) => Json): void {
  const names = Array.isArray(schema.required) ? schema.required.filter((name) => typeof name === "string") : [];
  if (!isObject(schema.properties)) {
    if (names.length > 0) result.required = names;
    return;
  }
  const isSent = (member: unknown): boolean => references.resolve(member)?.readOnly !== true;
  const members = Object.entries(schema.properties).filter(([, member]) => isSent(member));
  result.properties = Object.fromEntries(members.map(([name, member]) => [name, inner(member)]));
  const hidden = new Set(Object.keys(schema.properties).filter((name) => !members.some(([kept]) => kept === name)));
  const required = names.filter((name) => !hidden.has(name));
  if (required.length > 0) result.required = required;
}

function ofVersion30(result: Json, { nullable }: Json): Json {
  for (const [bound, exclusive] of [
    ["minimum", "exclusiveMinimum"],
    ["maximum", "exclusiveMaximum"],
  ] as const) {
    if (typeof result[exclusive] !== "boolean") continue;
    const isExclusive = result[exclusive] && typeof result[bound] === "number";
    delete result[exclusive];
    if (!isExclusive) continue;
    result[exclusive] = result[bound];
    delete result[bound];
  }
  if (nullable !== true) return result;
  if (typeof result.type === "string") result.type = [result.type, "null"];
  if (Array.isArray(result.enum) && !result.enum.includes(null)) result.enum = [...result.enum, null];
  return result;
}
