import { type adminWire, type Launch, LEGACY_CATEGORY, type ServerTransport, type UserField } from "@peta/contract";
import type { DangerLevel } from "@peta/policy";
import type { Clock } from "../../../adapters/clock.ts";
import { CoreError } from "../../../errors.ts";
import type { Caller } from "../../principals/principal.ts";
import { DEFAULT_ANONYMOUS_RATE } from "../../servers/anonymous-access.ts";
import type { ServersModule } from "../../servers/index.ts";
import type { ServerRecord } from "../../servers/server.ts";
import type { ServerStore } from "../../servers/server-store.ts";
import { meant } from "../users/permission-map.ts";
import { readLaunchConfig, requireCategory } from "./launch-config.ts";
import { defaultFacts, type LegacyServer, slugOf } from "./legacy-server.ts";
import type { LegacyServerFacts, LegacyServerStore } from "./legacy-server-store.ts";
import type { ReadServers } from "./read-servers.ts";
import { readRestLaunch, restUserFields } from "./rest-template.ts";
import { readUserFields, withoutPlaceholders } from "./user-fields.ts";

/** Opens what the caller encrypted with the token of this request. */
type Open = (text: string) => Promise<string>;

export interface NewLegacyServer extends Omit<LegacyServerFacts, "serverRowId" | "createdAt" | "updatedAt"> {
  displayName: string;
  launchConfig: string;
  allowUserInput: boolean;
  enabled: boolean;
  publicAccess: boolean;
  anonymousAccess: boolean;
  anonymousRateLimit: number;
  createdAt: number | null;
}

export interface ServerSettings extends Partial<Pick<LegacyServerFacts, "configTemplate" | "lazyStartEnabled">> {
  anonymousAccess?: boolean;
  anonymousRateLimit?: number;
  displayName?: string;
  launchConfig?: string;
  enabled?: boolean;
  publicAccess?: boolean;
  allowUserInput?: boolean;
  capabilities?: adminWire.LegacyCapabilities;
}

export interface ChangeServersDeps {
  store: LegacyServerStore;
  serverStore: Pick<ServerStore, "find">;
  servers: Pick<ServersModule, "add" | "update" | "remove" | "refresh" | "setCapability" | "get">;
  clock: Clock;
}

const SECTIONS = ["tools", "resources", "prompts"] as const;
const isBlank = (text: string | null | undefined): boolean => text == null || ["", "{}"].includes(text.trim());

const fieldsOf = (template: string | null, transport: ServerTransport): UserField[] =>
  transport === "rest" ? restUserFields(template) : readUserFields(template, transport);

const factsOf = ({ server, capabilities: _, status: __, ...facts }: LegacyServer): LegacyServerFacts => ({
  ...facts,
  serverRowId: server.id,
});

/**
 * What a change of public access comes to; null: nothing. The wire chooses no tools: whoever opens a server on it opens
 * those that say that they only read, unless some were chosen elsewhere.
 */
function anonymousChange(
  { server, capabilities }: Pick<LegacyServer, "server" | "capabilities">,
  { anonymousAccess, anonymousRateLimit }: Pick<ServerSettings, "anonymousAccess" | "anonymousRateLimit">,
) {
  const isOpen = server.anonymousAccess ?? false;
  const change = {
    ...(anonymousAccess !== undefined && anonymousAccess !== isOpen && { anonymousAccess }),
    ...(anonymousAccess &&
      !isOpen &&
      !capabilities.some(({ anonymous }) => anonymous) && { anonymousTools: "read-only" as const }),
    ...(anonymousRateLimit !== undefined && anonymousRateLimit !== rateOf(server) && { anonymousRateLimit }),
  };
  return Object.keys(change).length === 0 ? null : change;
}

const rateOf = ({ anonymousRateLimit = DEFAULT_ANONYMOUS_RATE }: ServerRecord): number => anonymousRateLimit;

/**
 * Registers and changes servers. Launch configurations come encrypted with the caller's token; they are opened, checked
 * and sealed again by the vault. Throws what `modules/servers` throws, input.invalid and server.duplicate.
 */
export function createChangeServers(deps: ChangeServersDeps, read: ReadServers) {
  const { servers, store } = deps;

  const openLaunch = async (
    text: string,
    { category, configTemplate, isPerUser }: { category: number; configTemplate: string | null; isPerUser: boolean },
    open: Open,
  ): Promise<Launch> => {
    requireCategory(category);
    const opened = await open(text);
    return category === LEGACY_CATEGORY.restApi
      ? readRestLaunch(opened, configTemplate, isPerUser)
      : readLaunchConfig(opened, category);
  };
  const saveFacts = (actor: Caller, facts: LegacyServerFacts): Promise<void> =>
    store.save(actor.principal.workspaceId, { ...facts, updatedAt: deps.clock.now() });

  /** Only what differs is set: each change has a record of its own. */
  const setCapabilities = async (actor: Caller, of: LegacyServer, wanted: adminWire.LegacyCapabilities) => {
    for (const section of SECTIONS)
      for (const [key, item] of Object.entries(wanted[section] ?? {}))
        for (const { kind, name } of meant(of, section, key)) {
          const known = of.capabilities.find((one) => one.kind === kind && one.name === name);
          if (!known) continue;
          const level = "dangerLevel" in item ? (item.dangerLevel as DangerLevel | undefined) : undefined;
          const change = {
            ...(item.enabled !== undefined && item.enabled !== known.enabled && { enabled: item.enabled }),
            ...(level !== undefined && level !== known.dangerLevel && { dangerLevel: level }),
          };
          if (Object.keys(change).length === 0) continue;
          await servers.setCapability(actor, { serverId: of.server.serverId, kind, name, ...change });
        }
  };

  /** Throws server.start_failed and its kin when the server does not come up. */
  const start = async (actor: Caller, { server }: LegacyServer): Promise<void> => {
    const { serverId } = server;
    if (!server.enabled) await servers.update(actor, { serverId, enabled: true });
    // It starts for each user on demand.
    if (server.userFields) return;
    const { status, statusReason } = await servers.get(actor, serverId);
    if (status === "online") return;
    if (!server.enabled && (status === "error" || status === "offline"))
      throw new CoreError("server.start_failed", statusReason ?? `The server "${serverId}" did not start.`);
    await servers.refresh(actor, serverId);
  };

  const create = async (actor: Caller, wanted: NewLegacyServer, open: Open): Promise<void> => {
    const { legacyId, category, configTemplate } = wanted;
    if (await read.find(actor, legacyId))
      throw new CoreError("server.duplicate", `There is a server "${legacyId}" already.`);
    const template = isBlank(configTemplate) ? null : configTemplate;
    const kind = { category, configTemplate: template, isPerUser: wanted.allowUserInput };
    const opened = await openLaunch(wanted.launchConfig, kind, open);
    const userFields = wanted.allowUserInput ? fieldsOf(template, opened.transport) : undefined;
    const launch = userFields ? withoutPlaceholders(opened, userFields) : opened;
    const serverId = slugOf(legacyId);
    await servers.add(actor, {
      serverId,
      launch,
      publicAccess: wanted.publicAccess,
      allowUnreachable: true,
      ...(wanted.displayName.trim() !== "" && { displayName: wanted.displayName }),
      ...(userFields && { userFields }),
    });
    try {
      const added = await deps.serverStore.find(actor.principal.workspaceId, serverId);
      if (!added) throw new CoreError("server.not_found", "The new server was removed meanwhile.");
      const { authType, proxyId, toolTmplId, lazyStartEnabled } = wanted;
      await saveFacts(actor, {
        ...defaultFacts(added.server),
        legacyId,
        category,
        authType,
        proxyId,
        toolTmplId,
        lazyStartEnabled,
        configTemplate: template,
        createdAt: wanted.createdAt ?? deps.clock.now(),
      });
      // First off, then open: in the other order strangers would reach it in between.
      if (!wanted.enabled) await servers.update(actor, { serverId, enabled: false });
      const opening = anonymousChange(added, wanted);
      if (opening) await servers.update(actor, { serverId, ...opening });
    } catch (error) {
      await servers.remove(actor, serverId);
      throw error;
    }
  };

  const update = async (actor: Caller, of: LegacyServer, change: ServerSettings, open: Open): Promise<void> => {
    const { server, category } = of;
    const { serverId } = server;
    const takesValues = server.userFields !== null;
    if (change.allowUserInput !== undefined && change.allowUserInput !== takesValues)
      throw new CoreError("input.invalid", "allowUserInput cannot be changed. Register the server anew.");
    const template = isBlank(change.configTemplate) ? undefined : (change.configTemplate as string);
    const opened = isBlank(change.launchConfig)
      ? undefined
      : await openLaunch(
          change.launchConfig as string,
          { category, configTemplate: template ?? of.configTemplate, isPerUser: takesValues },
          open,
        );
    // How to sign in is sealed and not read back: a definition alone cannot take the old one's place.
    if (category === LEGACY_CATEGORY.restApi && template !== undefined && !opened)
      throw new CoreError("input.invalid", "A new configTemplate of a REST API needs its launchConfig too.");
    const userFields = takesValues && template !== undefined ? fieldsOf(template, server.transport) : undefined;
    const launch = opened && takesValues ? withoutPlaceholders(opened, userFields ?? server.userFields ?? []) : opened;
    const settings = {
      ...(change.displayName?.trim() && { displayName: change.displayName }),
      ...(change.enabled !== undefined && change.enabled !== server.enabled && { enabled: change.enabled }),
      ...(change.publicAccess !== undefined && { publicAccess: change.publicAccess }),
      ...(launch && { launch }),
      ...(userFields && { userFields }),
      ...anonymousChange(of, change),
    };
    if (Object.keys(settings).length > 0) await servers.update(actor, { serverId, ...settings });
    const facts = {
      ...(template !== undefined && { configTemplate: template }),
      ...(change.lazyStartEnabled !== undefined && { lazyStartEnabled: change.lazyStartEnabled }),
    };
    await saveFacts(actor, { ...factsOf(of), ...facts });
    if (change.capabilities) await setCapabilities(actor, of, change.capabilities);
  };

  return { create, update, start, setCapabilities };
}
