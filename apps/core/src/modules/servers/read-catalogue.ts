import type { CapabilityKind } from "@peta/policy";
import { CoreError } from "../../errors.ts";
import { isObject } from "../json.ts";
import { canonicalJson, hashText } from "../canonical-json.ts";
import type { ServerConnection } from "./server-connector.ts";
import type { ServerLimits } from "./server-limits.ts";

/** A capability as the server lists it now, before the administrators' switches are laid over it. */
export interface ReadCapability {
  kind: CapabilityKind;
  name: string;
  definition: Record<string, unknown>;
  definitionHash: string;
  position: number;
}

export interface CatalogueReading {
  capabilities: ReadCapability[];
  /** What was left out and why, one sentence each. */
  problems: string[];
}

interface ListKind {
  kind: CapabilityKind;
  /** The capability a server declares when it has such things. */
  declaredAs: string;
  method: string;
  member: string;
  nameKey: string;
}

const LISTS: readonly ListKind[] = [
  { kind: "tool", declaredAs: "tools", method: "tools/list", member: "tools", nameKey: "name" },
  { kind: "resource", declaredAs: "resources", method: "resources/list", member: "resources", nameKey: "uri" },
  {
    kind: "template",
    declaredAs: "resources",
    method: "resources/templates/list",
    member: "resourceTemplates",
    nameKey: "uriTemplate",
  },
  { kind: "prompt", declaredAs: "prompts", method: "prompts/list", member: "prompts", nameKey: "name" },
];

const METHOD_NOT_FOUND = -32601;
const MAX_NAME_LENGTH = 1024;

/**
 * Reads every list that the server declares, page by page, within the limits. What cannot be stored or is ambiguous
 * is left out and named in `problems` (A32, A34). Throws what the connection's requests throw, and
 * server.protocol_error when a list is not a list.
 */
export async function readCatalogue(
  connection: ServerConnection,
  limits: ServerLimits,
  timeoutMs: number,
): Promise<CatalogueReading> {
  const problems: string[] = [];
  const capabilities: ReadCapability[] = [];
  const budget = { bytes: limits.maxCatalogueBytes };
  for (const list of LISTS) {
    if (connection.capabilities[list.declaredAs] === undefined) continue;
    const items = await readList(connection, list, limits, timeoutMs, problems);
    capabilities.push(...toCapabilities(list, items, limits, budget, problems));
  }
  return { capabilities, problems };
}

async function readList(
  connection: ServerConnection,
  list: ListKind,
  limits: ServerLimits,
  timeoutMs: number,
  problems: string[],
): Promise<unknown[]> {
  const items: unknown[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < limits.maxCataloguePages; page++) {
    const outcome = await connection.request(list.method, cursor === undefined ? {} : { cursor }, { timeoutMs });
    if (outcome.kind === "error") {
      // A server that declares resources need not have templates.
      if (outcome.error.code === METHOD_NOT_FOUND) return items;
      throw new CoreError(
        "server.protocol_error",
        `The server answered ${list.method} with an error (${outcome.error.code}). Look at its own log.`,
        {
          detail: outcome.error.message,
        },
      );
    }
    const pageItems = outcome.result[list.member];
    if (!Array.isArray(pageItems)) {
      throw new CoreError(
        "server.protocol_error",
        `The server's answer to ${list.method} has no list "${list.member}": this is not a valid MCP server.`,
      );
    }
    const room = limits.maxCapabilities - items.length;
    items.push(...pageItems.slice(0, room));
    const next = outcome.result.nextCursor;
    if (pageItems.length > room) break;
    if (typeof next !== "string") return items;
    if (next === cursor) break;
    cursor = next;
  }
  problems.push(`${list.method} was cut after ${items.length} entries: the server lists more than Core reads.`);
  return items;
}

function toCapabilities(
  list: ListKind,
  items: unknown[],
  limits: ServerLimits,
  budget: { bytes: number },
  problems: string[],
): ReadCapability[] {
  const found = new Map<string, ReadCapability>();
  const ambiguous = new Set<string>();
  for (const item of items) {
    const name = isObject(item) ? item[list.nameKey] : undefined;
    if (
      !isObject(item) ||
      typeof name !== "string" ||
      name === "" ||
      name.length > MAX_NAME_LENGTH ||
      hasControlCharacter(name)
    ) {
      problems.push(`A ${list.kind} without a usable name was left out.`);
      continue;
    }
    const definitionHash = hashDefinition(item, limits, budget);
    if (definitionHash === null) {
      problems.push(
        `The ${list.kind} ${JSON.stringify(name)} was left out: its definition is too large, too deep or not storable text.`,
      );
      continue;
    }
    const twin = found.get(name);
    if (!twin) found.set(name, { kind: list.kind, name, definition: item, definitionHash, position: found.size });
    else if (twin.definitionHash !== definitionHash) ambiguous.add(name);
  }
  for (const name of ambiguous) {
    found.delete(name);
    problems.push(
      `The ${list.kind} ${JSON.stringify(name)} was left out: the server lists it twice with different definitions.`,
    );
  }
  return [...found.values()];
}

/** Null when the definition cannot be kept: PostgreSQL's JSON holds neither NUL nor half of a surrogate pair. */
function hashDefinition(
  definition: Record<string, unknown>,
  limits: ServerLimits,
  budget: { bytes: number },
): string | null {
  try {
    const text = canonicalJson(definition, limits.maxDefinitionDepth);
    if (text.length > limits.maxDefinitionBytes || text.length > budget.bytes) return null;
    if (/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i.test(text)) return null;
    budget.bytes -= text.length;
    return hashText(text);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const hasControlCharacter = (text: string): boolean => /\p{Cc}/u.test(text);
