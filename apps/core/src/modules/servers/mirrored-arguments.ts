import { isObject, type Json } from "../json.ts";
import { isHeaderName } from "./check-headers.ts";

/** An argument that requests over HTTP repeat in a header (MCP 2026-07-28, Streamable HTTP, `x-mcp-header`). */
export interface MirroredArgument {
  /** In lower case, with its prefix. */
  header: string;
  path: readonly string[];
}

const MAX_DEPTH = 16;

const collect = (schema: unknown, path: readonly string[], found: MirroredArgument[]): void => {
  if (!isObject(schema) || path.length > MAX_DEPTH) return;
  const name = schema["x-mcp-header"];
  if (path.length > 0 && typeof name === "string" && isHeaderName(name))
    found.push({ header: `mcp-param-${name.toLowerCase()}`, path });
  if (!isObject(schema.properties)) return;
  for (const key of Object.keys(schema.properties)) collect(schema.properties[key], [...path, key], found);
};

/** Reads what a tool's definition marks, through `properties` only; of one definition once. */
export function createMirroredArguments(): (definition: Json) => readonly MirroredArgument[] {
  const known = new WeakMap<Json, readonly MirroredArgument[]>();
  return (definition) => {
    const earlier = known.get(definition);
    if (earlier) return earlier;
    const found: MirroredArgument[] = [];
    collect(definition.inputSchema, [], found);
    known.set(definition, found);
    return found;
  };
}

export const argumentAt = (args: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined), args);
