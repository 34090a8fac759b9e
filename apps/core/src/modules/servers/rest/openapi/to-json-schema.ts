import { isObject, type Json } from "../../../json.ts";
import { addPlainKeywords } from "./plain-keywords.ts";
import { type References, referenceOf } from "./references.ts";

/** Of one operation: what its schemas may hold before the rest of them is left open (A34). */
export interface SchemaBudget {
  nodes: number;
  /** Something was left open. */
  isCut: boolean;
}

const MAX_DEPTH = 16;
const MAX_REQUIRED = 500;
const LISTS = ["allOf", "anyOf", "oneOf", "prefixItems"];

type Inner = (of: unknown) => Json;

/**
 * A schema of an OpenAPI document as JSON Schema that stands alone: references are written out, one that leads back into
 * itself is left open, and what JSON Schema does not know is left away.
 */
export function toJsonSchema(
  node: unknown,
  references: References,
  budget: SchemaBudget,
  path: readonly string[] = [],
): Json {
  if (node === true || node === undefined) return {};
  const leaveOpen = (): Json => {
    budget.isCut = true;
    return {};
  };
  if (--budget.nodes < 0 || path.length > MAX_DEPTH) return leaveOpen();
  const reference = referenceOf(node);
  if (reference !== null && path.includes(reference)) return leaveOpen();
  const schema = references.resolve(node);
  if (!schema) return isObject(node) ? leaveOpen() : {};
  const inner: Inner = (of) => toJsonSchema(of, references, budget, [...path, reference ?? ""]);
  const result: Json = {};
  budget.nodes -= addPlainKeywords(result, schema);
  for (const key of LISTS) if (Array.isArray(schema[key])) result[key] = listOf(schema[key], budget, inner);
  for (const key of ["items", "not"]) if (schema[key] !== undefined) result[key] = inner(schema[key]);
  const { additionalProperties } = schema;
  if (isObject(additionalProperties)) result.additionalProperties = inner(additionalProperties);
  else if (additionalProperties === false) result.additionalProperties = false;
  addProperties(result, schema, { references, budget, inner });
  return result;
}

/** None of the list where not all of it fits: a choice of fewer would refuse what the API takes. */
function listOf(nodes: readonly unknown[], budget: SchemaBudget, inner: Inner): Json[] {
  if (nodes.length <= budget.nodes) return nodes.map(inner);
  budget.isCut = true;
  return [{}];
}

/** Members that only an answer has are nothing to send. */
function addProperties(
  result: Json,
  schema: Json,
  { references, budget, inner }: { references: References; budget: SchemaBudget; inner: Inner },
): void {
  const declared = isObject(schema.properties) ? schema.properties : {};
  const kept: [string, Json][] = [];
  for (const name of references.namesOf(declared)) {
    if (budget.nodes <= 0) {
      budget.isCut = true;
      break;
    }
    if (references.resolve(declared[name])?.readOnly === true) budget.nodes--;
    else kept.push([name, inner(declared[name])]);
  }
  if (isObject(schema.properties)) result.properties = Object.fromEntries(kept);
  if (!Array.isArray(schema.required)) return;
  const names = new Set(kept.map(([name]) => name));
  const required = schema.required
    .slice(0, MAX_REQUIRED)
    .filter((name): name is string => typeof name === "string" && (names.has(name) || !Object.hasOwn(declared, name)));
  if (required.length > 0) result.required = required;
}
