import { canonicalName } from "@peta/contract";
import { canonicalJson, hashText } from "../canonical-json.ts";
import type { Json } from "../json.ts";
import { RESERVED_SERVER_ID } from "../servers/server.ts";
import type { NamedCapability } from "./server-index.ts";

export const OWN_SERVER_ID = RESERVED_SERVER_ID;

export type OwnTool = "catalog_search" | "catalog_describe" | "catalog_execute";

const wireNameOf = (tool: OwnTool): string => `${OWN_SERVER_ID}__${tool}`;

export const MAX_QUERY_LENGTH = 500;
export const MAX_MATCHES = 50;
export const DEFAULT_MATCHES = 10;
export const MAX_DESCRIBED = 10;

const READ_ONLY = { readOnlyHint: true, idempotentHint: true, openWorldHint: false };

const DEFINITIONS: Record<OwnTool, Json> = {
  catalog_search: {
    title: "Search tools",
    description:
      "Finds tools by what they do. More tools are available than this list shows: search with a few words " +
      `("send email", "read file"), then call ${wireNameOf("catalog_describe")} with the names that fit, then ` +
      `${wireNameOf("catalog_execute")}. Without a query it names the servers and some of their tools.`,
    inputSchema: {
      type: "object",
      properties: {
        query: { type: "string", maxLength: MAX_QUERY_LENGTH, description: "A few words that say what the tool does." },
        server: { type: "string", description: "Only tools of this server." },
        limit: { type: "integer", minimum: 1, maximum: MAX_MATCHES, default: DEFAULT_MATCHES },
      },
      additionalProperties: false,
    },
    annotations: READ_ONLY,
  },
  catalog_describe: {
    title: "Describe tools",
    description: `Shows the full definitions of tools, input schema included, and the schemaHash that ${wireNameOf("catalog_execute")} asks for.`,
    inputSchema: {
      type: "object",
      properties: {
        names: {
          type: "array",
          items: { type: "string" },
          minItems: 1,
          maxItems: MAX_DESCRIBED,
          description: `Names as ${wireNameOf("catalog_search")} gives them.`,
        },
      },
      required: ["names"],
      additionalProperties: false,
    },
    annotations: READ_ONLY,
  },
  catalog_execute: {
    title: "Execute a tool",
    description:
      "Calls a tool that was found in the catalogue. The same permissions and approvals hold as for a direct call. If the " +
      "tool has changed since it was described, nothing runs and the answer holds its new definition.",
    inputSchema: {
      type: "object",
      properties: {
        name: { type: "string", description: "The tool's name." },
        schemaHash: { type: "string", description: `As ${wireNameOf("catalog_describe")} gave it.` },
        arguments: { type: "object", description: "Arguments that fit the tool's input schema." },
      },
      required: ["name", "schemaHash"],
      additionalProperties: false,
    },
    annotations: { openWorldHint: true },
  },
};

const NAMES = Object.keys(DEFINITIONS) as OwnTool[];

const toNamed = (tool: OwnTool, position: number): NamedCapability => {
  const definition = { name: tool, ...DEFINITIONS[tool] };
  const wire = wireNameOf(tool);
  const canonical = canonicalName(OWN_SERVER_ID, tool);
  // A bare name could be that of a server's tool: where names are bare, these keep their prefix.
  const asWire = JSON.stringify({ ...definition, name: wire });
  const asCanonical = JSON.stringify({ ...definition, name: canonical });
  return {
    serverId: OWN_SERVER_ID,
    capability: {
      kind: "tool",
      name: tool,
      definition,
      definitionHash: hashText(canonicalJson(definition, 32)),
      position,
      enabled: true,
      dangerLevel: 0,
    },
    canonicalName: canonical,
    wireName: wire,
    isForPagesOnly: false,
    json: (mode) => (mode === "canonical" ? asCanonical : asWire),
  };
};

/** What `hybrid` and `strict` list: search, describe, execute. */
export const OWN_TOOLS: readonly NamedCapability[] = NAMES.map(toNamed);

const BY_NAME: ReadonlyMap<unknown, OwnTool> = new Map(
  NAMES.flatMap((tool) => [[wireNameOf(tool), tool] as const, [canonicalName(OWN_SERVER_ID, tool), tool] as const]),
);

/** Which of Core's own tools a name means. Whether the client has it is another question. */
export const ownToolOf = (name: unknown): OwnTool | undefined => BY_NAME.get(name);
