import type { RestTool } from "@peta/contract";
import type { Json } from "../../../modules/json.ts";
import { ToolError } from "./api-request.ts";

interface Expected {
  name: string;
  schema: Json;
  isRequired: boolean;
}

/**
 * Checks what Core needs to place the arguments: that none is missing or unknown, and of which type each is. What else
 * a schema asks for is for the API to refuse. Throws ToolError.
 */
export function requireArguments(tool: RestTool, args: Json): void {
  const expected = expectedOf(tool);
  const known = new Set(expected.map(({ name }) => name));
  const unknown = Object.keys(args).find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new ToolError(
      `There is no argument ${JSON.stringify(unknown.slice(0, 64))}. The tool takes ${[...known].join(", ") || "none"}.`,
    );
  for (const { name, schema, isRequired } of expected) {
    const value = Object.hasOwn(args, name) ? args[name] : undefined;
    // Nothing but a body can be null and be sent.
    const isMissing = value === undefined || (value === null && name !== tool.body?.argument);
    if (isMissing && isRequired) throw new ToolError(`The argument "${name}" is needed.`);
    if (isMissing || (value === null && !isRequired)) continue;
    checkValue(name, schema, value);
  }
}

function expectedOf({ parameters, body }: RestTool): Expected[] {
  const expected = parameters
    .filter(({ value }) => value === undefined)
    .map(({ name, schema, required, in: place }) => ({
      name,
      schema,
      isRequired: required === true || place === "path",
    }));
  if (body?.argument === undefined) return expected;
  const schema =
    body.type === "text"
      ? { ...body.schema, type: "string" }
      : body.type === "form"
        ? { ...body.schema, type: "object" }
        : body.schema;
  return [...expected, { name: body.argument, schema, isRequired: body.required }];
}

function checkValue(name: string, schema: Json, value: unknown): void {
  const types = typeof schema.type === "string" ? [schema.type] : Array.isArray(schema.type) ? schema.type : [];
  if (types.length > 0 && !types.some((type) => isOfType(type, value)))
    throw new ToolError(`The argument "${name}" must be of the type ${types.join(" or ")}.`);
  const { enum: choices } = schema;
  if (Array.isArray(choices) && typeof value !== "object" && !choices.includes(value))
    throw new ToolError(
      `The argument "${name}" must be one of ${choices
        .slice(0, 20)
        .map((one) => JSON.stringify(one))
        .join(", ")}.`,
    );
}

function isOfType(type: unknown, value: unknown): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "array") return Array.isArray(value);
  if (type === "null") return value === null;
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  // A type that JSON Schema does not know hinders nothing.
  return typeof value === type || !["string", "number", "boolean"].includes(String(type));
}
