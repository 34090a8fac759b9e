import type { adminWire } from "@peta/contract";
import type { DangerLevel } from "@peta/policy";
import type { GrantRecord } from "../../permissions/permission-store.ts";
import type { Capability, CataloguedServer } from "../../servers/server.ts";

type Grant = Omit<GrantRecord, "principalId">;
type Kind = Capability["kind"];
type Section = "tools" | "resources" | "prompts";

const KINDS = { tools: ["tool"], resources: ["resource", "template"], prompts: ["prompt"] } satisfies Record<
  Section,
  Kind[]
>;
const SECTION = { tool: "tools", resource: "resources", template: "resources", prompt: "prompts" } satisfies Record<
  Kind,
  Section
>;
const SECTIONS = Object.keys(KINDS) as Section[];

/** Which capabilities a name of the map means: resources go by their URI or by the name that the server gives them. */
export function meant(server: CataloguedServer, section: Section, name: string): { kind: Kind; name: string }[] {
  const kinds: readonly Kind[] = KINDS[section];
  const candidates = server.capabilities.filter(({ kind }) => kinds.includes(kind));
  const exact = candidates.filter((capability) => capability.name === name);
  const found =
    exact.length > 0 || section !== "resources"
      ? exact
      : candidates.filter(({ definition }) => definition.name === name);
  // A server may list it again later: what was said about it holds then.
  return found.length > 0
    ? found.map((capability) => ({ kind: capability.kind, name: capability.name }))
    : [{ kind: kinds[0] as Kind, name }];
}

/**
 * The switches that a permission map comes to. What it says of servers that do not exist is passed over, as it always
 * was. A danger level can only be raised: one below the capability's own changes nothing.
 * @param findServer by the wire's own id
 */
export function readPermissionMap(
  map: adminWire.LegacyPermissions,
  findServer: (legacyId: string) => CataloguedServer | undefined,
): Grant[] {
  const grants = new Map<string, Grant>();
  const put = (grant: Grant): void => {
    grants.set(JSON.stringify([grant.serverId, grant.capability]), grant);
  };
  for (const [legacyId, entry] of Object.entries(map)) {
    const server = findServer(legacyId);
    if (!server) continue;
    const { serverId } = server.server;
    put({ serverId, capability: null, enabled: entry.enabled });
    for (const section of SECTIONS)
      for (const [name, item] of Object.entries(entry[section])) {
        const level = "dangerLevel" in item ? (item.dangerLevel as DangerLevel | undefined) : undefined;
        for (const capability of meant(server, section, name))
          put({ serverId, capability, enabled: item.enabled, dangerLevel: level || null });
      }
  }
  return [...grants.values()];
}

type Item = { enabled: boolean; description?: string; dangerLevel?: number };
type Entry = { enabled: boolean; serverName: string } & Record<Section, Record<string, Item>>;

/**
 * The permission map that a principal's switches are.
 * @param legacyIdOf the wire's own id of a server
 */
export function writePermissionMap(
  grants: readonly Grant[],
  servers: readonly CataloguedServer[],
  legacyIdOf: (serverId: string) => string,
): Record<string, Entry> {
  const byServer = Map.groupBy(grants, ({ serverId }) => serverId);
  const entries = servers.flatMap((server): [string, Entry][] => {
    const own = byServer.get(server.server.serverId);
    if (!own) return [];
    const items: Record<Section, [string, Item][]> = { tools: [], resources: [], prompts: [] };
    for (const { capability, enabled, dangerLevel } of own) {
      if (!capability) continue;
      const known = server.capabilities.find(({ kind, name }) => kind === capability.kind && name === capability.name);
      const description = known?.definition.description;
      items[SECTION[capability.kind]].push([
        capability.name,
        {
          enabled,
          ...(typeof description === "string" && { description }),
          ...(capability.kind === "tool" && { dangerLevel: dangerLevel ?? 0 }),
        },
      ]);
    }
    const enabled = own.find(({ capability }) => !capability)?.enabled ?? server.server.publicAccess;
    const entry: Entry = {
      enabled,
      serverName: server.server.displayName,
      // From entries, a tool that is called `__proto__` becomes a key like any other.
      tools: Object.fromEntries(items.tools),
      resources: Object.fromEntries(items.resources),
      prompts: Object.fromEntries(items.prompts),
    };
    return [[legacyIdOf(server.server.serverId), entry]];
  });
  return Object.fromEntries(entries);
}
