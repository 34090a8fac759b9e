import type { adminWire } from "@peta/contract";
import type { LegacyServer } from "../../../../modules/legacy/index.ts";
import { DEFAULT_ANONYMOUS_RATE } from "../../../../modules/servers/anonymous-access.ts";
import { seconds } from "./user-row.ts";

type Capability = LegacyServer["capabilities"][number];
type Kind = Capability["kind"];
type Item = { enabled: boolean; description?: string; dangerLevel?: Capability["dangerLevel"] };
export type CapabilityMaps = Record<"tools" | "resources" | "prompts", Record<string, Item>>;

/** The capabilities that a server has, as maps by name and URI. */
export function capabilityMaps(
  { capabilities }: Pick<LegacyServer, "capabilities">,
  change: (of: Capability, item: Item) => Item | null = (_of, item) => item,
): CapabilityMaps {
  const maps = (...kinds: Kind[]): Record<string, Item> =>
    Object.fromEntries(
      capabilities
        .filter(({ kind }) => kinds.includes(kind))
        .flatMap((capability): [string, Item][] => {
          const { description } = capability.definition;
          const item = change(capability, {
            enabled: capability.enabled,
            ...(typeof description === "string" && { description }),
            ...(capability.kind === "tool" && { dangerLevel: capability.dangerLevel }),
          });
          return item ? [[capability.name, item]] : [];
        }),
    );
  return { tools: maps("tool"), resources: maps("resource", "template"), prompts: maps("prompt") };
}

/** The legacy wire has no word for a server that runs inside Core. */
const transportTypeOf = (transport: LegacyServer["server"]["transport"]): adminWire.LegacyServerRow["transportType"] =>
  transport === "rest" || transport === "skills" ? null : transport;

export const serverRow = (of: LegacyServer): adminWire.LegacyServerRow => ({
  serverId: of.legacyId,
  serverName: of.server.displayName,
  enabled: of.server.enabled,
  launchConfig: "{}",
  capabilities: JSON.stringify(capabilityMaps(of)),
  createdAt: seconds(of.createdAt),
  updatedAt: seconds(of.updatedAt),
  allowUserInput: of.server.userFields !== null,
  configTemplate: of.configTemplate,
  proxyId: of.proxyId,
  toolTmplId: of.toolTmplId,
  authType: of.authType,
  category: of.category,
  publicAccess: of.server.publicAccess,
  usePetaOauthConfig: false,
  transportType: transportTypeOf(of.server.transport),
  lazyStartEnabled: of.lazyStartEnabled,
  anonymousAccess: of.server.anonymousAccess ?? false,
  anonymousRateLimit: of.server.anonymousRateLimit ?? DEFAULT_ANONYMOUS_RATE,
});

const NO_CACHE = { cachedTools: null, cachedResources: null, cachedResourceTemplates: null, cachedPrompts: null };

export const serverFullRow = (of: LegacyServer): adminWire.LegacyServerFullRow => ({ ...serverRow(of), ...NO_CACHE });

/** As the answer to a change shows it: without the template and the way to the server. */
export const changedServerRow = (of: LegacyServer): adminWire.LegacyServerFullRow => ({
  ...serverFullRow(of),
  configTemplate: null,
  transportType: null,
});
