import { LEGACY_CATEGORY, type UserServerView } from "@peta/contract";
import { categoryOf } from "../../modules/legacy/servers/index.ts";
import type { WorkspaceSnapshot } from "../../modules/permissions/index.ts";
import type { CataloguedServer } from "../../modules/servers/server.ts";
import type { LegacyServerFacts } from "./capability-tree.ts";
import { createEntryNames, type EntryName } from "./entry-names.ts";

/** The only kind of credential that our fields describe. */
const AUTH_TYPE_API_KEY = 1;

// A catalogued server is an immutable value of a snapshot.
const namesOf = new WeakMap<CataloguedServer, EntryName>();
const entryNameOf = (server: CataloguedServer): EntryName => {
  let names = namesOf.get(server);
  if (!names) namesOf.set(server, (names = createEntryNames(server.capabilities)));
  return names;
};

/** What the legacy wire stored of a server that was registered there. */
export type StoredFacts = Omit<LegacyServerFacts, "entryName" | "configTemplate"> & {
  serverRowId: string;
  configTemplate: string | null;
};

/**
 * Facts of a workspace's servers for the legacy tree.
 * @param fields what each configurable server asks of its users; shown as its template where none was stored
 */
export function serverFacts(
  snapshot: Pick<WorkspaceSnapshot, "servers">,
  fields: readonly Pick<UserServerView, "serverId" | "fields">[],
  stored: readonly StoredFacts[],
): (serverId: string) => LegacyServerFacts {
  const templates = new Map(fields.map((view) => [view.serverId, JSON.stringify({ fields: view.fields })]));
  const byRow = new Map(stored.map((facts) => [facts.serverRowId, facts]));
  return (serverId) => {
    const catalogued = snapshot.servers.get(serverId);
    const known = catalogued && byRow.get(catalogued.server.id);
    const custom = catalogued ? categoryOf(catalogued.server.transport) : LEGACY_CATEGORY.customStdio;
    return {
      legacyId: known?.legacyId ?? serverId,
      category: known?.category ?? custom,
      authType: known?.authType ?? AUTH_TYPE_API_KEY,
      // Only what is meant for its users: the template of another server is its configuration.
      configTemplate: templates.has(serverId) ? (known?.configTemplate ?? templates.get(serverId) ?? "{}") : "{}",
      entryName: catalogued ? entryNameOf(catalogued) : (_kind, name) => name,
    };
  };
}
