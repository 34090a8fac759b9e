import { decide } from "@peta/policy";
import { isObject, type Json } from "../json.ts";
import type { WorkspaceSnapshot } from "../permissions/workspace-snapshot.ts";
import { textOrNull, titleOf } from "../servers/server-view.ts";
import { accessRequest } from "./access.ts";
import { schemaHashOf } from "./definition-guard.ts";
import type { GatewayClient } from "./gateway.ts";
import type { NamesMode } from "./names.ts";
import { DEFAULT_MATCHES, MAX_DESCRIBED, MAX_MATCHES, MAX_QUERY_LENGTH } from "./own-tools.ts";
import type { NamedCapability } from "./server-index.ts";
import type { ToolMatches } from "./tool-search.ts";

const MAX_NAME_LENGTH = 600;
const SHOWN_DESCRIPTION = 300;
const SHOWN_SERVERS = 100;

/** Arguments that do not fit, as a sentence for the model. */
export class BadArguments extends Error {}

export interface SearchArguments {
  query: string;
  serverId: string | undefined;
  limit: number;
}

/** Throws BadArguments. */
export function readSearch({ query = "", server, limit = DEFAULT_MATCHES }: Json): SearchArguments {
  if (typeof query !== "string" || query.length > MAX_QUERY_LENGTH)
    throw new BadArguments(`query must be a text of ${MAX_QUERY_LENGTH} characters at most.`);
  if (server !== undefined && (typeof server !== "string" || server.length > MAX_NAME_LENGTH))
    throw new BadArguments("server must be the id of a server.");
  if (typeof limit !== "number" || !Number.isInteger(limit) || limit < 1 || limit > MAX_MATCHES)
    throw new BadArguments(`limit must be a whole number from 1 to ${MAX_MATCHES}.`);
  return { query, serverId: server === undefined || server === "" ? undefined : server, limit };
}

/** Throws BadArguments. */
export function readNames({ names }: Json): string[] {
  const isGood = (name: unknown): name is string => typeof name === "string" && name.length <= MAX_NAME_LENGTH;
  if (!Array.isArray(names) || names.length === 0 || names.length > MAX_DESCRIBED || !names.every(isGood))
    throw new BadArguments(`names must be a list of 1 to ${MAX_DESCRIBED} names of tools.`);
  return names;
}

export interface ExecuteArguments {
  name: string;
  schemaHash: string;
  args: Json;
}

/** Throws BadArguments. */
export function readExecute({ name, schemaHash, arguments: args = {} }: Json): ExecuteArguments {
  if (typeof name !== "string" || name === "" || name.length > MAX_NAME_LENGTH)
    throw new BadArguments("name must be the name of a tool.");
  if (typeof schemaHash !== "string" || schemaHash === "")
    throw new BadArguments("schemaHash must be what peta__catalog_describe gave for this tool. Describe it first.");
  if (!isObject(args)) throw new BadArguments("arguments must be an object.");
  return { name, schemaHash, args };
}

/** The same for models that read text and for programs that read structure. */
export const toResult = (value: Json): Json => ({
  content: [{ type: "text", text: JSON.stringify(value) }],
  structuredContent: value,
});

export const toError = (message: string, more: Json = {}): Json => ({
  content: [
    { type: "text", text: message },
    ...(Object.keys(more).length > 0 ? [{ type: "text", text: JSON.stringify(more) }] : []),
  ],
  isError: true,
});

export const shownName = (named: NamedCapability, mode: NamesMode): string =>
  mode === "canonical" ? named.canonicalName : mode === "plain" ? named.capability.name : named.wireName;

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}…` : text);

export const shortOf = (named: NamedCapability) => {
  const { definition } = named.capability;
  return {
    server: named.serverId,
    title: titleOf(definition),
    description: cut(textOrNull(definition.description) ?? "", SHOWN_DESCRIPTION),
  };
};

/** What a search answers: names and what they are about; without a query also which servers there are. */
export function describeMatches(
  { matches, total }: ToolMatches,
  mode: NamesMode,
  snapshot: WorkspaceSnapshot,
  visible: readonly NamedCapability[] | null,
): Json {
  const answer: Json = {
    matches: matches.map((named) => ({ name: shownName(named, mode), ...shortOf(named) })),
    total,
  };
  if (visible) {
    const counts = new Map<string, number>();
    for (const { serverId } of visible) counts.set(serverId, (counts.get(serverId) ?? 0) + 1);
    answer.servers = [...counts].slice(0, SHOWN_SERVERS).map(([serverId, tools]) => ({
      server: serverId,
      title: snapshot.servers.get(serverId)?.server.displayName ?? serverId,
      tools,
    }));
  }
  return answer;
}

const ASKS = { require_approval: "person", require_approval_with_step_up: "person with password" } as const;

/** A tool as the client's list would show it, with what a call needs to know. */
export function describeTool(
  snapshot: WorkspaceSnapshot,
  client: GatewayClient,
  named: NamedCapability,
  mode: NamesMode,
  now: number,
): Json {
  const { capability, serverId } = named;
  const request = accessRequest(client, now, "tools/call", serverId, "tool", capability.name, undefined);
  const { effect } = decide(request, snapshot.policy);
  return {
    name: shownName(named, mode),
    schemaHash: schemaHashOf(named),
    ...(effect in ASKS && { approval: ASKS[effect as keyof typeof ASKS] }),
    definition: JSON.parse(named.json(mode, client.era)) as Json,
  };
}
