import { createHash } from "node:crypto";
import { isVisible } from "@peta/policy";
import { LRUCache } from "lru-cache";
import type { Clock } from "../../adapters/clock.ts";
import type { WorkspaceSnapshot } from "../permissions/workspace-snapshot.ts";
import { isAnonymous } from "../principals/principal.ts";
import type { CataloguedServer } from "../servers/server.ts";
import { accessRequest, clientKeyOf } from "./access.ts";
import type { GatewayClient, ListKind } from "./gateway.ts";
import type { NamesMode } from "./names.ts";
import type { NamedCapability, ServerIndex } from "./server-index.ts";
import { shownTools } from "./shown-tools.ts";

export const LIST_METHODS: Record<ListKind, string> = {
  tool: "tools/list",
  resource: "resources/list",
  template: "resources/templates/list",
  prompt: "prompts/list",
};

export interface ListView {
  readonly entries: readonly NamedCapability[];
  /** Changes when anything that a client would see changes. */
  fingerprint(): string;
}

/** What one client of one principal sees in one snapshot. */
export interface ClientView {
  /** `plain` only while one server is visible; names of several would clash. */
  readonly names: NamesMode;
  /** The servers of which it sees anything. */
  readonly serverIds: ReadonlySet<string>;
  /** The server that bare names belong to, in `plain`. */
  readonly soleServer: CataloguedServer | null;
  /** What the client may see: names are resolved and searches made in it. */
  list(kind: ListKind): ListView;
  /** What its lists hold: of tools perhaps fewer, by the discovery profile. */
  shown(kind: ListKind): ListView;
  pageJson(kind: ListKind, offset: number, size: number): string;
}

const VIEWS_PER_SNAPSHOT = 1_000;
const VIEWS_OF_ANONYMOUS = 50;
/** Characters of rendered pages that are kept. Clients that see the same share them, whoever they are. */
const PAGES_LENGTH = 64 * 1024 * 1024;

/**
 * Views, computed once per snapshot, principal, client and names mode (A27). The rest of the key is what a rule may
 * look at while there is no call: role, what the client says of itself, era.
 */
export function createViews(deps: { clock: Clock; indexOf: (entry: CataloguedServer) => ServerIndex }) {
  const perSnapshot = new WeakMap<WorkspaceSnapshot, LRUCache<string, ClientView>>();
  // Kept apart: whoever comes without a sign-in can say many names of clients, and must not push the others out.
  const ofAnonymous = new WeakMap<WorkspaceSnapshot, LRUCache<string, ClientView>>();
  // Keyed by a hash of what is shown, so a page can reach only those who may see all of it.
  const pages = new LRUCache<string, string>({ maxSize: PAGES_LENGTH, sizeCalculation: (json) => json.length });

  const build = (snapshot: WorkspaceSnapshot, client: GatewayClient): ClientView => {
    const lists = new Map<ListKind, ListView>();

    const collect = (kind: ListKind): NamedCapability[] => {
      const time = deps.clock.now();
      const method = LIST_METHODS[kind];
      const visible: NamedCapability[] = [];
      for (const [serverId, entry] of snapshot.servers) {
        if (!entry.server.enabled) continue;
        for (const named of deps.indexOf(entry).exposed[kind]) {
          if (named.isForPagesOnly && !client.showsPages) continue;
          const request = accessRequest(client, time, method, serverId, kind, named.capability.name, undefined);
          if (isVisible(request, snapshot.policy)) visible.push(named);
        }
      }
      return visible;
    };
    const toListView = (entries: readonly NamedCapability[]): ListView => {
      let fingerprint: string | undefined;
      return {
        entries,
        fingerprint() {
          if (fingerprint === undefined) {
            const hash = createHash("sha256").update(`${snapshot.workspaceId} ${names()}`);
            for (const { canonicalName, capability } of entries)
              hash.update(`\n${canonicalName} ${capability.definitionHash}`);
            fingerprint = hash.digest("base64");
          }
          return fingerprint;
        },
      };
    };
    const list = (kind: ListKind): ListView => {
      let view = lists.get(kind);
      if (!view) lists.set(kind, (view = toListView(collect(kind))));
      return view;
    };
    let tools: ListView | undefined;
    const shown = (kind: ListKind): ListView => {
      if (kind !== "tool") return list(kind);
      if (!tools) {
        const all = list("tool");
        const entries = shownTools(snapshot, client, all.entries);
        tools = entries === all.entries ? all : toListView(entries);
      }
      return tools;
    };
    let ids: Set<string> | undefined;
    const serverIds = (): ReadonlySet<string> => {
      if (!ids) {
        ids = new Set();
        for (const kind of Object.keys(LIST_METHODS) as ListKind[])
          for (const { serverId } of list(kind).entries) ids.add(serverId);
      }
      return ids;
    };
    const soleServer = (): CataloguedServer | null => {
      if (client.names !== "plain" || serverIds().size !== 1) return null;
      const [only = ""] = serverIds();
      return snapshot.servers.get(only) ?? null;
    };
    const names = (): NamesMode => (client.names === "plain" && !soleServer() ? "wire" : client.names);

    return {
      get names() {
        return names();
      },
      get serverIds() {
        return serverIds();
      },
      get soleServer() {
        return soleServer();
      },
      list,
      shown,
      pageJson(kind, offset, size) {
        const { entries, fingerprint } = shown(kind);
        const key = `${fingerprint()} ${kind} ${client.era} ${offset} ${size}`;
        let json = pages.get(key);
        if (json === undefined) {
          const mode = names();
          const texts = entries.slice(offset, offset + size).map((named) => named.json(mode, client.era));
          json = `[${texts.join(",")}]`;
          pages.set(key, json);
        }
        return json;
      },
    };
  };

  return (snapshot: WorkspaceSnapshot, client: GatewayClient): ClientView => {
    const kept = isAnonymous(client.caller) ? ofAnonymous : perSnapshot;
    let views = kept.get(snapshot);
    if (!views)
      kept.set(
        snapshot,
        (views = new LRUCache({ max: kept === ofAnonymous ? VIEWS_OF_ANONYMOUS : VIEWS_PER_SNAPSHOT })),
      );
    const key = viewKey(client);
    let view = views.get(key);
    if (!view) views.set(key, (view = build(snapshot, client)));
    return view;
  };
}

export type Views = ReturnType<typeof createViews>;

/** Equal for clients that see the same. */
export function viewKey(client: GatewayClient): string {
  const { principal } = client.caller;
  return JSON.stringify([
    // Policy tells no two of them apart.
    isAnonymous(client.caller) ? "" : principal.id,
    principal.role,
    clientKeyOf(client),
    client.names,
    client.era,
    client.info?.name,
    client.info?.version,
    client.showsPages === true,
  ]);
}
