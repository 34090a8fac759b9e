import type { RestMethod } from "@peta/contract";
import { isObject, type Json } from "../../../json.ts";
import { nameOperations } from "./name-operations.ts";
import type { References } from "./references.ts";

/** One operation as the document has it, with its name. */
export interface Operation {
  name: string;
  method: RestMethod;
  path: string;
  summary: string | null;
  description: string | null;
  tags: string[];
  isDeprecated: boolean;
  /** Those of its path too; its own ones win. References are resolved; null: one that leads nowhere. */
  parameters: (Json | null)[];
  requestBody: Json | null;
  /** Addresses of this operation alone. */
  hasOwnServers: boolean;
}

const METHODS: readonly RestMethod[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
export const MAX_OPERATIONS = 5_000;
const MAX_TAGS = 20;

/** Every operation of the document in its order. `isCut`: there are more than Core lists. */
export function readOperations(document: Json, references: References): { operations: Operation[]; isCut: boolean } {
  const found: (Omit<Operation, "name"> & { operationId: string | null })[] = [];
  const paths = isObject(document.paths) ? document.paths : {};
  for (const [path, node] of Object.entries(paths)) {
    const item = references.resolve(node);
    if (!item) continue;
    for (const method of METHODS) {
      const operation = references.resolve(item[method.toLowerCase()]);
      if (!operation) continue;
      if (found.length >= MAX_OPERATIONS) return { operations: named(found), isCut: true };
      found.push({
        operationId: textOf(operation.operationId, 500),
        method,
        path,
        summary: textOf(operation.summary, 500),
        description: textOf(operation.description, 4_000),
        tags: Array.isArray(operation.tags)
          ? operation.tags
              .filter(isText)
              .slice(0, MAX_TAGS)
              .map((tag) => tag.slice(0, 200))
          : [],
        isDeprecated: operation.deprecated === true,
        parameters: parametersOf(item, operation, references),
        requestBody: operation.requestBody === undefined ? null : (references.resolve(operation.requestBody) ?? {}),
        hasOwnServers: Array.isArray(operation.servers) || Array.isArray(item.servers),
      });
    }
  }
  return { operations: named(found), isCut: false };
}

const named = (found: readonly (Omit<Operation, "name"> & { operationId: string | null })[]): Operation[] => {
  const names = nameOperations(found);
  return found.map(({ operationId: _, ...operation }, index) => ({ ...operation, name: names[index] ?? "" }));
};

function parametersOf(item: Json, operation: Json, references: References): (Json | null)[] {
  const list = (node: unknown): (Json | null)[] =>
    Array.isArray(node) ? node.map((one) => references.resolve(one)) : [];
  const own = list(operation.parameters);
  const key = (parameter: Json | null): string => JSON.stringify([parameter?.in, parameter?.name]);
  const taken = new Set(own.map(key));
  return [...list(item.parameters).filter((parameter) => !taken.has(key(parameter))), ...own];
}

const isText = (value: unknown): value is string => typeof value === "string";

const textOf = (value: unknown, max: number): string | null =>
  isText(value) && value !== "" ? value.slice(0, max).toWellFormed().replaceAll("\0", "") : null;
