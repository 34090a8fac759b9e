import { canonicalName } from "@peta/contract";
import type { Log } from "../log.ts";
import {
  type Capability,
  type CataloguedServer,
  type ProtocolEra,
  type ServerRecord,
  eraOf,
} from "../servers/server.ts";
import { isForPagesOnly } from "./app-pages.ts";
import { hasGoodHeaderAnnotations } from "../servers/header-annotations.ts";
import { tasksOf } from "../servers/task-support.ts";
import type { ListKind } from "./gateway.ts";
import { type NamesMode, shownUri, wireName } from "./names.ts";
import { renameDefinition } from "./rename-definition.ts";
import { barestUri, matchTemplate, normaliseUri, parseTemplate, type UriTemplate } from "./uri-template.ts";

/** A capability with its names. */
export interface NamedCapability {
  readonly serverId: string;
  readonly capability: Capability;
  readonly canonicalName: string;
  /** Tools and prompts: the wire name. Resources and templates: the URI as it is shown. */
  readonly wireName: string;
  /** A tool for the pages of MCP Apps, which no model is shown. */
  readonly isForPagesOnly: boolean;
  /** The definition under the name of this mode, as JSON. */
  json(mode: NamesMode, era: ProtocolEra | null): string;
}

/** A capability that cannot be named without ambiguity and is therefore neither shown nor callable. */
interface NotExposed {
  serverId: string;
  kind: ListKind;
  name: string;
  problem: string;
}

export interface ServerIndex {
  readonly exposed: Readonly<Record<ListKind, readonly NamedCapability[]>>;
  readonly byName: Readonly<Record<ListKind, ReadonlyMap<string, NamedCapability>>>;
  readonly byWireName: Readonly<Record<ListKind, ReadonlyMap<string, NamedCapability>>>;
  readonly notExposed: readonly NotExposed[];
  /** The resource, or else the template, that a URI of this server stands for. */
  findResource(uri: string): NamedCapability | null;
}

const perKind = <T>(make: () => T): Record<ListKind, T> => ({
  tool: make(),
  resource: make(),
  template: make(),
  prompt: make(),
});

const brokenDefinition = (
  { kind, definition }: Capability,
  { transport, protocolVersion }: ServerRecord,
): string | null => {
  if (kind !== "tool") return null;
  if (transport === "http" && eraOf(protocolVersion ?? "") === "modern" && !hasGoodHeaderAnnotations(definition))
    return "its schema has an x-mcp-header that cannot be a header";
  const schema = definition.inputSchema as { type?: unknown } | null | undefined;
  // One such tool makes strict clients refuse the whole list, those of other servers included.
  return typeof schema === "object" && schema !== null && schema.type === "object"
    ? null
    : "its input schema is not an object schema";
};

const createNamed = (server: ServerRecord, capability: Capability): NamedCapability => {
  const { serverId } = server;
  const canonical = canonicalName(serverId, capability.name);
  const tasks = tasksOf(server);
  const isUri = capability.kind === "resource" || capability.kind === "template";
  const wire = isUri ? shownUri(serverId, capability.name) : wireName(serverId, capability.name);
  const rendered = new Map<string, string>();
  return {
    serverId,
    capability,
    canonicalName: canonical,
    wireName: wire,
    isForPagesOnly: isForPagesOnly(capability),
    json(mode, era) {
      const key = `${mode}:${era}`;
      let text = rendered.get(key);
      if (text === undefined) {
        const shown = mode === "plain" ? capability.name : mode === "wire" || isUri ? wire : canonical;
        text = JSON.stringify(renameDefinition(capability, shown, mode === "plain" ? null : serverId, era, tasks));
        rendered.set(key, text);
      }
      return text;
    },
  };
};

/** Names and look-ups of one server's catalogue. The first claim on a name holds; later ones are reported (A32). */
export function createServerIndex({ server, capabilities }: CataloguedServer): ServerIndex {
  const { serverId } = server;
  const exposed = perKind<NamedCapability[]>(() => []);
  const byName = perKind(() => new Map<string, NamedCapability>());
  const byWireName = perKind(() => new Map<string, NamedCapability>());
  const lookalikes = perKind(() => new Map<string, string>());
  const byNormalUri = new Map<string, NamedCapability>();
  const barestUris = new Set<string>();
  const templates: { parsed: UriTemplate; named: NamedCapability }[] = [];
  const notExposed: NotExposed[] = [];

  for (const capability of [...capabilities].sort((a, b) => a.position - b.position)) {
    const { kind, name } = capability;
    const named = createNamed(server, capability);
    const looks = name.normalize("NFKC");
    const rival =
      byName[kind].get(name)?.capability.name ??
      byWireName[kind].get(named.wireName)?.capability.name ??
      lookalikes[kind].get(looks);
    const problem =
      rival === undefined
        ? brokenDefinition(capability, server)
        : `its name cannot be told from ${JSON.stringify(rival)}`;
    if (problem !== null) {
      notExposed.push({ serverId, kind, name, problem });
      continue;
    }
    exposed[kind].push(named);
    byName[kind].set(name, named);
    byWireName[kind].set(named.wireName, named);
    lookalikes[kind].set(looks, name);
    if (kind === "resource") {
      byNormalUri.set(normaliseUri(name), named);
      barestUris.add(barestUri(name));
    }
    if (kind === "template") templates.push({ parsed: parseTemplate(name), named });
  }

  return {
    exposed,
    byName,
    byWireName,
    notExposed,
    findResource(uri) {
      // A catalogued resource comes first, however its URI is spelled: a template must not open what is switched off.
      const listed = byName.resource.get(uri) ?? byNormalUri.get(normaliseUri(uri));
      if (listed) return listed;
      // Nor in a spelling that is another URI, and that the server may still take for the listed one.
      if (templates.length > 0 && barestUris.has(barestUri(uri))) return null;
      for (const { parsed, named } of templates) if (matchTemplate(parsed, uri)) return named;
      return null;
    },
  };
}

/** Keeps one index per catalogue value, for as long as that value lives. */
export function createServerIndexes(log?: Log): (entry: CataloguedServer) => ServerIndex {
  const indexes = new WeakMap<CataloguedServer, ServerIndex>();
  return (entry) => {
    let index = indexes.get(entry);
    if (!index) {
      index = createServerIndex(entry);
      indexes.set(entry, index);
      if (index.notExposed.length > 0)
        log?.warn({ serverId: entry.server.serverId, notExposed: index.notExposed }, "capabilities are not exposed");
    }
    return index;
  };
}
