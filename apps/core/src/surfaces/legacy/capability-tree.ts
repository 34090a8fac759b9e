import {
  type CapabilityTree,
  type ClientCapabilities,
  type ClientCapability,
  LEGACY_SERVER_STATUS,
} from "@peta/contract";
import { type EntryName, SECTION_OF, type TreeSection } from "./entry-names.ts";

/** What the tree says of a server beyond what its user may do there. */
export interface LegacyServerFacts {
  /** What the server is called on the legacy wires: as its creator wrote it there, else Core's own id. */
  legacyId: string;
  /** A number of LEGACY_CATEGORY. */
  category: number;
  authType: number;
  /** JSON text: what the user has to enter. */
  configTemplate: string;
  entryName: EntryName;
}

type TreeServer = CapabilityTree[string];
type TreeEntry = TreeServer["tools"][string];

const statusNumber = (status: string): number =>
  status in LEGACY_SERVER_STATUS
    ? LEGACY_SERVER_STATUS[status as keyof typeof LEGACY_SERVER_STATUS]
    : LEGACY_SERVER_STATUS.offline;

/** On, in the words of the legacy wires: the client sees it. */
export const isShownOn = ({ effect, dependsOnCall }: Pick<ClientCapability, "effect" | "dependsOnCall">): boolean =>
  effect !== "deny" || dependsOnCall;

const entryOf = ({ kind, description, dangerLevel, ...capability }: ClientCapability): TreeEntry => ({
  enabled: isShownOn(capability),
  ...(description !== null && { description }),
  ...(kind === "tool" && { dangerLevel }),
});

function sectionsOf(
  capabilities: readonly ClientCapability[],
  entryName: EntryName,
): Record<TreeSection, Record<string, TreeEntry>> {
  const sections: Record<TreeSection, [string, TreeEntry][]> = { tools: [], resources: [], prompts: [] };
  for (const capability of capabilities)
    sections[SECTION_OF[capability.kind]].push([entryName(capability.kind, capability.name), entryOf(capability)]);
  // A server may call a tool `__proto__`: from entries it becomes a key like any other.
  return {
    tools: Object.fromEntries(sections.tools),
    resources: Object.fromEntries(sections.resources),
    prompts: Object.fromEntries(sections.prompts),
  };
}

/**
 * The capability tree of the legacy wires (`/admin`, `/user`, Socket.IO), keyed by the servers' ids there and by the
 * servers' own names. It says what `view` says: what is hidden there is not in it.
 * @param view what one principal may use, by one or by all of their clients
 */
export function buildCapabilityTree(
  view: Pick<ClientCapabilities, "servers">,
  factsOf: (serverId: string) => LegacyServerFacts,
): CapabilityTree {
  return Object.fromEntries(
    view.servers.map((server): [string, TreeServer] => {
      const { legacyId, entryName, ...facts } = factsOf(server.serverId);
      const { tools, resources, prompts } = sectionsOf(server.capabilities, entryName);
      return [
        legacyId,
        {
          enabled: server.enabled !== false && server.status !== "disabled",
          serverName: server.displayName,
          allowUserInput: server.isConfigurable,
          ...facts,
          configured: server.isConfigured,
          status: statusNumber(server.status),
          tools,
          resources,
          prompts,
        },
      ];
    }),
  );
}
