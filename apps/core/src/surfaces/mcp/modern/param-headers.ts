import type { IncomingHttpHeaders } from "node:http";
import { isObject, type Json } from "../../../modules/json.ts";
import { decodeHeader, mismatch } from "./check-headers.ts";

interface MirroredArgument {
  header: string;
  path: readonly string[];
}

const MAX_DEPTH = 16;
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

const collect = (schema: unknown, path: readonly string[], found: MirroredArgument[]): void => {
  if (!isObject(schema) || path.length > MAX_DEPTH) return;
  const header = schema["x-mcp-header"];
  if (path.length > 0 && typeof header === "string" && TOKEN.test(header))
    found.push({ header: `Mcp-Param-${header}`, path });
  if (!isObject(schema.properties)) return;
  for (const name of Object.keys(schema.properties)) collect(schema.properties[name], [...path, name], found);
};

const valueAt = (args: Json, path: readonly string[]): unknown => {
  let value: unknown = args;
  for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
};

const isSame = (sent: string, value: unknown): boolean => {
  if (typeof value === "number") return sent.trim() !== "" && Number(sent) === value;
  return typeof value === "boolean" ? sent === String(value) : sent === value;
};

/**
 * Makes the comparison of `Mcp-Param-*` headers with the arguments that a tool's schema marks with `x-mcp-header`. An
 * argument that is null or absent has no header. What a definition marks is read once. Throws -32020 with HTTP 400.
 */
export function createParamHeaderCheck() {
  const known = new WeakMap<Json, readonly MirroredArgument[]>();
  const mirroredArguments = (definition: Json): readonly MirroredArgument[] => {
    const earlier = known.get(definition);
    if (earlier) return earlier;
    const found: MirroredArgument[] = [];
    collect(definition.inputSchema, [], found);
    known.set(definition, found);
    return found;
  };
  return (headers: IncomingHttpHeaders, definition: Json, args: Json): void => {
    for (const { header, path } of mirroredArguments(definition)) {
      const sent = headers[header.toLowerCase()];
      const value = valueAt(args, path);
      if (value === undefined || value === null) {
        if (sent !== undefined) throw mismatch(`The header ${header} names an argument that the body does not have.`);
      } else if (typeof sent !== "string") throw mismatch(`The header ${header} is missing.`);
      else if (!isSame(decodeHeader(header, sent), value))
        throw mismatch(`The header ${header} does not say what the body says.`);
    }
  };
}
