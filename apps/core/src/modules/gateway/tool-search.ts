import { createSearchIndex, scoreMatches, type SearchIndex, type SearchScope } from "../discovery/search-index.ts";
import { toolTexts } from "../discovery/tool-texts.ts";
import type { CataloguedServer } from "../servers/server.ts";
import type { NamedCapability, ServerIndex } from "./server-index.ts";
import type { ListView } from "./views.ts";

export interface ToolMatches {
  matches: readonly NamedCapability[];
  /** How many tools fit, shown or not. */
  total: number;
}

interface Scope extends SearchScope<NamedCapability> {
  readonly indexes: readonly SearchIndex<NamedCapability>[];
}

/** The `limit` best, best first; equals by name, so that the same search has the same answer everywhere. */
function best(scores: ReadonlyMap<NamedCapability, number>, limit: number): NamedCapability[] {
  const top: { named: NamedCapability; score: number }[] = [];
  const isBefore = (a: { named: NamedCapability; score: number }, b: { named: NamedCapability; score: number }) =>
    a.score > b.score || (a.score === b.score && a.named.canonicalName < b.named.canonicalName);
  for (const [named, score] of scores) {
    const one = { named, score };
    const last = top[top.length - 1];
    if (top.length === limit && last && !isBefore(one, last)) continue;
    let at = top.length;
    while (at > 0 && isBefore(one, top[at - 1] as (typeof top)[number])) at--;
    top.splice(at, 0, one);
    if (top.length > limit) top.pop();
  }
  return top.map(({ named }) => named);
}

/**
 * Searches the tools that one client may see, by BM25. Words are indexed once per catalogue and server; what is counted
 * (how many tools, how rare a word is) is only what this client may see, so that no ranking tells of hidden tools (A27).
 */
export function createToolSearch(indexOf: (entry: CataloguedServer) => ServerIndex) {
  const indexes = new WeakMap<ServerIndex, SearchIndex<NamedCapability>>();
  const scopes = new WeakMap<ListView, Map<string, Scope>>();

  const searchIndexOf = (entry: CataloguedServer): SearchIndex<NamedCapability> => {
    const names = indexOf(entry);
    let index = indexes.get(names);
    if (!index) {
      const { serverId } = entry.server;
      index = createSearchIndex(names.exposed.tool, ({ capability }) =>
        toolTexts(serverId, capability.name, capability.definition),
      );
      indexes.set(names, index);
    }
    return index;
  };

  const scopeOf = (
    visible: ListView,
    servers: ReadonlyMap<string, CataloguedServer>,
    serverId: string | undefined,
  ): Scope => {
    let ofView = scopes.get(visible);
    if (!ofView) scopes.set(visible, (ofView = new Map()));
    const key = serverId ?? "";
    let scope = ofView.get(key);
    if (!scope) {
      const items = new Set(
        serverId === undefined ? visible.entries : visible.entries.filter((named) => named.serverId === serverId),
      );
      const used = new Map<string, SearchIndex<NamedCapability>>();
      let length = 0;
      for (const named of items) {
        let index = used.get(named.serverId);
        const entry = servers.get(named.serverId);
        if (!index && entry) used.set(named.serverId, (index = searchIndexOf(entry)));
        length += index?.lengths.get(named) ?? 0;
      }
      scope = {
        has: (item) => items.has(item),
        size: items.size,
        averageLength: items.size === 0 ? 0 : length / items.size,
        indexes: [...used.values()],
      };
      // Only servers that exist have a scope, so that their number is bounded.
      ofView.set(key, scope);
    }
    return scope;
  };

  /**
   * @param visible the tools that the client may see in this snapshot
   * @param serverId only this server's; one that the client does not see has none
   */
  return (
    visible: ListView,
    servers: ReadonlyMap<string, CataloguedServer>,
    search: { query: string; serverId?: string | undefined; limit: number },
  ): ToolMatches => {
    const { query, serverId, limit } = search;
    if (serverId !== undefined && !servers.has(serverId)) return { matches: [], total: 0 };
    if (query.trim() === "") {
      const all = serverId === undefined ? visible.entries : visible.entries.filter((one) => one.serverId === serverId);
      return { matches: all.slice(0, limit), total: all.length };
    }
    const scope = scopeOf(visible, servers, serverId);
    const scores = scoreMatches(query, scope.indexes, scope);
    return { matches: best(scores, limit), total: scores.size };
  };
}

export type ToolSearch = ReturnType<typeof createToolSearch>;
