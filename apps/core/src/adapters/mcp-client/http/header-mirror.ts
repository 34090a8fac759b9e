import { isObject } from "../../../modules/json.ts";

/**
 * A value as a header carries it (2026-07-28, Streamable HTTP, header encoding): plain when it is visible ASCII without
 * edge blanks, otherwise base64 of its UTF-8 between `=?base64?` and `?=`.
 */
export function encodeHeaderValue(value: string): string {
  const isPlain =
    /^[\u0021-\u007e](?:[\u0020-\u007e]*[\u0021-\u007e])?$/.test(value) && !/^=\?base64\?.*\?=$/i.test(value);
  return isPlain ? value : `=?base64?${Buffer.from(value, "utf8").toString("base64")}?=`;
}

interface MirroredArgument {
  header: string;
  path: readonly string[];
}

const NAME_SOURCES: Record<string, string> = { "tools/call": "name", "prompts/get": "name", "resources/read": "uri" };
const HEADER_TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/;
const MAX_DEPTH = 8;
const MAX_MIRRORED = 32;

/** Builds the headers by which a modern server and what stands before it may route without reading the body. */
export function createHeaderMirror(toolDefinition: (name: string) => Record<string, unknown> | undefined) {
  const known = new WeakMap<object, readonly MirroredArgument[]>();
  const mirroredOf = (definition: Record<string, unknown>): readonly MirroredArgument[] => {
    let mirrored = known.get(definition);
    if (!mirrored) known.set(definition, (mirrored = collect(definition.inputSchema, [], [])));
    return mirrored;
  };
  /** Name and value, one after the other, as undici takes them. */
  return (method: string, params: Record<string, unknown>): string[] => {
    const headers = ["mcp-method", encodeHeaderValue(method)];
    const name = params[NAME_SOURCES[method] ?? ""];
    if (typeof name !== "string") return headers;
    headers.push("mcp-name", encodeHeaderValue(name));
    const definition = method === "tools/call" ? toolDefinition(name) : undefined;
    if (!definition) return headers;
    for (const { header, path } of mirroredOf(definition)) {
      const value = path.reduce<unknown>(
        (inner, key) => (isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
        params.arguments,
      );
      if (typeof value === "string" || typeof value === "boolean" || Number.isInteger(value))
        headers.push(`mcp-param-${header}`, encodeHeaderValue(String(value)));
    }
    return headers;
  };
}

/** Properties that carry `x-mcp-header`, reachable through `properties` only. */
function collect(schema: unknown, path: readonly string[], found: MirroredArgument[]): MirroredArgument[] {
  if (!isObject(schema) || !isObject(schema.properties) || path.length >= MAX_DEPTH) return found;
  for (const [key, property] of Object.entries(schema.properties)) {
    if (!isObject(property) || found.length >= MAX_MIRRORED) continue;
    const header = property["x-mcp-header"];
    if (typeof header === "string" && HEADER_TOKEN.test(header)) found.push({ header, path: [...path, key] });
    collect(property, [...path, key], found);
  }
  return found;
}
