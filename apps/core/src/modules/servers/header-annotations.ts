import { isObject, type Json } from "../json.ts";
import { isHeaderName } from "./check-headers.ts";

const TYPES: ReadonlySet<unknown> = new Set(["string", "integer", "boolean"]);
const MAX_DEPTH = 64;

/**
 * Whether every `x-mcp-header` of a tool's schema can become a header (MCP 2026-07-28, x-mcp-header): a token, once
 * without regard to case, on a string, an integer or a boolean. A client over HTTP must leave out a tool with another.
 */
export function hasGoodHeaderAnnotations(definition: Json): boolean {
  const seen = new Set<string>();
  const isGood = (schema: unknown, depth: number): boolean => {
    if (!isObject(schema) || depth > MAX_DEPTH) return true;
    const header = schema["x-mcp-header"];
    if (header !== undefined) {
      if (typeof header !== "string" || !isHeaderName(header) || !TYPES.has(schema.type)) return false;
      if (seen.has(header.toLowerCase())) return false;
      seen.add(header.toLowerCase());
    }
    return !isObject(schema.properties) || Object.values(schema.properties).every((one) => isGood(one, depth + 1));
  };
  return isGood(definition.inputSchema, 0);
}
