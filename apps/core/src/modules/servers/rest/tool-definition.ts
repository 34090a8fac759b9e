import type { RestTool } from "@peta/contract";
import type { Json } from "../../json.ts";

/** The MCP definition of a REST tool: its arguments as one JSON Schema, and hints from its method. */
export function toolDefinition(tool: RestTool): Json {
  const given = tool.parameters.filter(({ value }) => value === undefined);
  const properties = given.map(({ name, schema, description }): [string, Json] => [
    name,
    described(schema, description),
  ]);
  const required = given.filter((one) => one.required || one.in === "path").map(({ name }) => name);
  const { body } = tool;
  if (body?.argument !== undefined) {
    const schema = body.type === "text" && Object.keys(body.schema).length === 0 ? { type: "string" } : body.schema;
    properties.push([body.argument, described(schema, body.description)]);
    if (body.required) required.push(body.argument);
  }
  return {
    name: tool.name,
    ...(tool.title !== undefined && { title: tool.title }),
    description: tool.description ?? `${tool.method} ${tool.path}`,
    inputSchema: {
      type: "object",
      properties: Object.fromEntries(properties),
      ...(required.length > 0 && { required }),
      additionalProperties: false,
    },
    annotations: hintsOf(tool),
  };
}

const described = (schema: Json, description: string | undefined): Json =>
  description === undefined ? schema : { ...schema, description };

/** RFC 9110, section 9.2: what the method promises, where the definition does not say it. */
function hintsOf({ method, hints = {} }: RestTool): Json {
  const isSafe = hints.readOnly ?? (method === "GET" || method === "HEAD");
  return {
    readOnlyHint: isSafe,
    ...(!isSafe && {
      destructiveHint: hints.destructive ?? method !== "POST",
      idempotentHint: hints.idempotent ?? (method === "PUT" || method === "DELETE"),
    }),
    openWorldHint: true,
  };
}
