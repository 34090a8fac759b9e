import {
  MAX_REST_TOOLS,
  type OpenApiOperation,
  type OpenApiPreview,
  type PreviewOpenApiInput,
  restDefinitionSchema,
  type RestTool,
} from "@peta/contract";
import { CoreError } from "../../../../errors.ts";
import { isObject, type Json } from "../../../json.ts";
import { type Conversion, MAX_ALL_NODES, operationToTool } from "./operation-to-tool.ts";
import { MAX_OPERATIONS, type Operation, readOperations } from "./read-operations.ts";
import { createReferences } from "./references.ts";
import { serverUrls } from "./server-urls.ts";
import { suggestAuth } from "./suggest-auth.ts";

type Choice = Pick<PreviewOpenApiInput, "pick" | "tags" | "baseUrl">;

const invalid = (message: string): CoreError => new CoreError("input.invalid", message);

/**
 * What an OpenAPI 3.x document becomes: its operations, and a definition of those that are picked. The same document and
 * choice give the same definition. Throws input.invalid for a document that is none, and for a pick that is not in it.
 * @param documentUrl where it came from: addresses in it may be relative
 */
export function importOpenApi(document: unknown, documentUrl: string | null, choice: Choice): OpenApiPreview {
  const root = requireOpenApi(document);
  const references = createReferences(root);
  const { operations, isCut } = readOperations(root, references);
  const picked = pickOperations(operations, choice);
  const all = { nodes: MAX_ALL_NODES };
  const conversions = new Map(
    operations.map((operation) => [
      operation,
      operationToTool(operation, references, picked.has(operation) ? all : null),
    ]),
  );
  const tools = operations.flatMap((operation): RestTool[] => {
    const tool = picked.has(operation) ? conversions.get(operation)?.tool : null;
    return tool ? [tool] : [];
  });
  const info = isObject(root.info) ? root.info : {};
  const servers = serverUrls(root, documentUrl);
  const baseUrl = choice.baseUrl ?? servers[0];
  const problems = [
    ...(isCut ? [`The document has more than ${MAX_OPERATIONS} operations; the rest is not listed.`] : []),
    ...(baseUrl === undefined ? ["The document does not say where the API is. Give its base URL."] : []),
    ...(tools.length === 0 ? ["No operation that was picked can become a tool."] : []),
    ...(tools.length > MAX_REST_TOOLS
      ? [`${tools.length} operations are more than the ${MAX_REST_TOOLS} tools that one server has. Pick some.`]
      : []),
  ];
  const made = restDefinitionSchema.safeParse({
    ...(textOf(info.title) !== "" && { title: textOf(info.title).slice(0, 200) }),
    ...(textOf(info.version) !== "" && { version: textOf(info.version).slice(0, 100) }),
    ...(textOf(info.description) !== "" && { description: textOf(info.description).slice(0, 4_000) }),
    baseUrl,
    tools,
  });
  if (problems.length === 0 && !made.success)
    problems.push(`The definition does not fit: ${made.error.issues[0]?.message ?? "too large"}.`);
  return {
    title: textOf(info.title) || "Untitled",
    version: textOf(info.version) || "unknown",
    servers,
    operations: operations.map((operation) =>
      viewOperation(operation, conversions.get(operation), picked.has(operation)),
    ),
    auth: suggestAuth(root, references),
    definition: problems.length === 0 && made.success ? made.data : null,
    problems,
  };
}

function requireOpenApi(document: unknown): Json {
  if (!isObject(document)) throw invalid("This is no OpenAPI document: it must be an object.");
  if (document.swagger !== undefined)
    throw invalid("This is Swagger 2.0. Convert it to OpenAPI 3, which the tools of the API or a public converter do.");
  if (typeof document.openapi !== "string" || !/^3\.\d+(?:\.|$)/.test(document.openapi))
    throw invalid("This is no OpenAPI 3 document: it must say openapi: 3.x at its top.");
  return document;
}

const keyOf = ({ method, path }: Operation): string => `${method} ${path}`;

function pickOperations(operations: readonly Operation[], { pick, tags }: Choice): ReadonlySet<Operation> {
  if (!pick && !tags) return new Set(operations.filter(({ isDeprecated }) => !isDeprecated));
  const wanted = new Set(pick);
  const known = new Set(operations.flatMap((operation) => [operation.name, keyOf(operation)]));
  const unknown = [...wanted].find((name) => !known.has(name));
  if (unknown !== undefined)
    throw invalid(`The document has no operation ${JSON.stringify(unknown.slice(0, 200))}. List its operations first.`);
  const isTagged = (operation: Operation): boolean => operation.tags.some((tag) => tags?.includes(tag));
  return new Set(
    operations.filter((operation) => wanted.has(operation.name) || wanted.has(keyOf(operation)) || isTagged(operation)),
  );
}

const viewOperation = (
  operation: Operation,
  conversion: Conversion | undefined,
  isPicked: boolean,
): OpenApiOperation => ({
  name: operation.name,
  method: operation.method,
  path: operation.path,
  summary: operation.summary,
  tags: operation.tags,
  isDeprecated: operation.isDeprecated,
  isPicked: isPicked && conversion?.tool != null,
  problems: conversion?.problems ?? [],
  isUsable: conversion?.tool != null,
});

const textOf = (value: unknown): string => (typeof value === "string" ? value.toWellFormed().replaceAll("\0", "") : "");
