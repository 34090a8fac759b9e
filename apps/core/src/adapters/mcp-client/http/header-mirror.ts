import { argumentAt, createMirroredArguments } from "../../../modules/servers/mirrored-arguments.ts";

/**
 * A value as a header carries it (2026-07-28, Streamable HTTP, header encoding): plain when it is visible ASCII without
 * edge blanks, otherwise base64 of its UTF-8 between `=?base64?` and `?=`.
 */
function encodeHeaderValue(value: string): string {
  const isPlain =
    /^[\u0021-\u007e](?:[\u0020-\u007e]*[\u0021-\u007e])?$/.test(value) && !/^=\?base64\?.*\?=$/i.test(value);
  return isPlain ? value : `=?base64?${Buffer.from(value, "utf8").toString("base64")}?=`;
}

const NAME_SOURCES: Record<string, string> = {
  "tools/call": "name",
  "prompts/get": "name",
  "resources/read": "uri",
  "tasks/get": "taskId",
  "tasks/update": "taskId",
  "tasks/cancel": "taskId",
};
/** A server that marks more, or names longer, gets headers for these only. */
const MAX_MIRRORED = 32;
const MAX_HEADER_LENGTH = 74;

/** Builds the headers by which a modern server and what stands before it may route without reading the body. */
export function createHeaderMirror(toolDefinition: (name: string) => Record<string, unknown> | undefined) {
  const mirroredArguments = createMirroredArguments();
  /** Name and value, one after the other, as `headerLines` takes them. */
  return (method: string, params: Record<string, unknown>): string[] => {
    const headers = ["mcp-method", encodeHeaderValue(method)];
    const name = params[NAME_SOURCES[method] ?? ""];
    if (typeof name !== "string") return headers;
    headers.push("mcp-name", encodeHeaderValue(name));
    const definition = method === "tools/call" ? toolDefinition(name) : undefined;
    if (!definition) return headers;
    for (const { header, path } of mirroredArguments(definition).slice(0, MAX_MIRRORED)) {
      const value = argumentAt(params.arguments, path);
      const isPlain = typeof value === "string" || typeof value === "boolean" || Number.isInteger(value);
      if (isPlain && header.length <= MAX_HEADER_LENGTH) headers.push(header, encodeHeaderValue(String(value)));
    }
    return headers;
  };
}
