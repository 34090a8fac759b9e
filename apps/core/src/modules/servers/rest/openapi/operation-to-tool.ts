import { type RestParameter, type RestTool, restToolSchema } from "@peta/contract";
import { CoreError } from "../../../../errors.ts";
import { isObject, type Json } from "../../../json.ts";
import { checkTool } from "../check-tool.ts";
import { createArgumentNames } from "./argument-names.ts";
import type { Operation } from "./read-operations.ts";
import type { References } from "./references.ts";
import { type SchemaBudget, toJsonSchema } from "./to-json-schema.ts";

/** A tool, or why there is none; and what of the operation it leaves out. */
export interface Conversion {
  tool: RestTool | null;
  problems: string[];
}

/** Schema nodes of one operation, and of all that are turned into tools together (A34). */
const MAX_NODES = 3_000;
export const MAX_ALL_NODES = 400_000;

const MAX_PARAMETERS = 100;

/** What makes an operation impossible to call. */
class Unusable extends Error {}

/**
 * Turns one operation into a tool. What is optional and cannot be carried over is left out and named.
 * @param all what the schemas of all operations may hold; null: only whether it could become a tool, without schemas
 */
export function operationToTool(
  operation: Operation,
  references: References,
  all: { nodes: number } | null,
): Conversion {
  const problems: string[] = [];
  const given = Math.min(MAX_NODES, all?.nodes ?? 0);
  const budget: SchemaBudget = { nodes: given, isCut: false };
  try {
    if (operation.parameters.length > MAX_PARAMETERS)
      throw new Unusable(`It has more than ${MAX_PARAMETERS} parameters.`);
    if (operation.hasOwnServers) throw new Unusable("It has an address of its own, apart from the rest of the API.");
    const names = createArgumentNames();
    const schemaOf = (node: unknown): Json => (all ? toJsonSchema(node, references, budget) : {});
    const parameters = operation.parameters.flatMap((parameter): Json[] => {
      const converted = parameterOf(parameter, schemaOf);
      if (typeof converted !== "string") {
        const { wire, ...rest } = converted;
        return [{ ...names.of(wire, rest.in), ...rest }];
      }
      if (parameter?.required === true || parameter?.in === "path") throw new Unusable(converted);
      problems.push(`Left out: ${converted}`);
      return [];
    });
    const body = bodyOf(operation, references, schemaOf, problems);
    if (all) all.nodes -= given - Math.max(budget.nodes, 0);
    if (budget.isCut && all)
      problems.push("A schema leads back into itself, elsewhere or too deep: that part of it is left open.");
    const parsed = restToolSchema.safeParse({
      name: operation.name,
      ...(operation.summary !== null && { title: operation.summary.slice(0, 200) }),
      ...describe(operation),
      method: operation.method,
      path: operation.path,
      parameters,
      ...(body && { body: { ...body, argument: names.ofBody() } }),
    });
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new Unusable(`It does not fit at ${issue?.path.join(".") || "its top"}: ${issue?.message}.`);
    }
    checkTool(parsed.data, { headers: [], query: [] });
    return { tool: parsed.data, problems };
  } catch (error) {
    if (error instanceof Unusable || error instanceof CoreError)
      return { tool: null, problems: [error.message, ...problems] };
    throw error;
  }
}

function describe({ summary, description }: Operation): { description?: string } {
  const text = [summary, description].filter((part) => part !== null).join("\n\n");
  return text === "" ? {} : { description: text };
}

type Converted = Omit<RestParameter, "name"> & { wire: string };

/** OpenAPI 3.1, section 4.8.12. A sentence where the parameter cannot be carried over. */
function parameterOf(parameter: Json | null, schemaOf: (node: unknown) => Json): Converted | string {
  if (!parameter || typeof parameter.name !== "string") return "a parameter whose reference leads nowhere.";
  const wire = parameter.name;
  const shown = JSON.stringify(wire.slice(0, 100));
  const place = parameter.in;
  if (place === "cookie") return `the cookie ${shown}.`;
  if (place !== "path" && place !== "query" && place !== "header") return `the parameter ${shown}, which is nowhere.`;
  // OpenAPI 3.1, section 4.8.12.1: these are described elsewhere, and a parameter of that name is ignored.
  if (place === "header" && /^(?:accept|content-type|authorization)$/i.test(wire))
    return `the header ${shown}, which Core sets.`;
  const { content } = parameter;
  const isJson = isObject(content) && Object.keys(content).length > 0;
  const schema = schemaOf(isJson ? (Object.values(content)[0] as Json | null)?.schema : parameter.schema);
  const style = isJson ? (place === "query" ? "json" : null) : styleOf(place, parameter, schema);
  if (style === null)
    return `the parameter ${shown}, whose style (${isJson ? "JSON" : String(parameter.style).slice(0, 40)}) Core does not write there.`;
  return {
    wire,
    in: place,
    ...((parameter.required === true || place === "path") && { required: true }),
    schema: Object.keys(schema).length > 0 ? schema : { type: "string" },
    ...(place === "query" && style !== "repeat" && { style }),
    ...(typeof parameter.description === "string" && {
      description: parameter.description.slice(0, 1_000).toWellFormed(),
    }),
  };
}

const QUERY_STYLES: Readonly<Record<string, RestParameter["style"]>> = {
  spaceDelimited: "space",
  pipeDelimited: "pipe",
  deepObject: "deep",
};

function styleOf(
  place: "path" | "query" | "header",
  { style, explode }: Json,
  schema: Json,
): RestParameter["style"] | null {
  if (place !== "query") return style === undefined || style === "simple" ? "comma" : null;
  if (typeof style === "string" && style !== "form") return QUERY_STYLES[style] ?? null;
  if (explode !== false) return "repeat";
  return schema.type === "object" ? null : "comma";
}

function bodyOf(
  { requestBody, method }: Operation,
  references: References,
  schemaOf: (node: unknown) => Json,
  problems: string[],
): Omit<NonNullable<RestTool["body"]>, "argument"> | null {
  if (!requestBody) return null;
  const content = isObject(requestBody.content) ? requestBody.content : {};
  const found = Object.entries(content)
    .map(([type, media]) => ({ type: kindOf(type), media: references.resolve(media) }))
    .find(({ type }) => type !== null);
  const isRequired = requestBody.required === true;
  if (method === "GET" || method === "HEAD" || !found?.type) {
    const problem = `the body (${Object.keys(content).join(", ").slice(0, 200) || "of no type"}), which Core does not write${method === "GET" ? " with GET" : ""}.`;
    if (isRequired) throw new Unusable(problem.replace("the body", "It needs a body"));
    problems.push(`Left out: ${problem}`);
    return null;
  }
  return {
    type: found.type,
    required: isRequired,
    schema: schemaOf(found.media?.schema),
    ...(typeof requestBody.description === "string" && {
      description: requestBody.description.slice(0, 1_000).toWellFormed(),
    }),
  };
}

function kindOf(contentType: string): "json" | "form" | "text" | null {
  const type = (contentType.split(";")[0] ?? "").trim().toLowerCase();
  if (/^application\/(?:[\w.+-]+\+)?json$/.test(type) || type === "*/*" || type === "application/*") return "json";
  if (type === "application/x-www-form-urlencoded") return "form";
  return type === "text/plain" ? "text" : null;
}
