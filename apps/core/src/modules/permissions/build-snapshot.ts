import { ALL_CLIENTS } from "@peta/contract";
import {
  type CapabilityPolicy,
  type ClientSwitches,
  type CompiledRules,
  capabilityKey,
  clientSwitchKey,
  createSnapshot,
  type DangerLevel,
  type ServerPolicy,
  switchKey,
} from "@peta/policy";
import { type DiscoverySettings, NO_DISCOVERY_SETTINGS } from "../discovery/discovery-setting.ts";
import { type CachePolicies, NO_CACHE_POLICIES } from "../result-cache/cache-policy.ts";
import { DEFAULT_ANONYMOUS_RATE, isForAnybody, isOpenToAnybody } from "../servers/anonymous-access.ts";
import type { CataloguedServer } from "../servers/server.ts";
import type { ClientSwitchRecord, GrantRecord } from "./permission-store.ts";
import type { WorkspaceSnapshot } from "./workspace-snapshot.ts";

interface MutableSwitches {
  servers: Map<string, boolean>;
  capabilities: Map<string, boolean>;
}

type MutableClientSwitches = ClientSwitches & MutableSwitches & { dangerLevels: Map<string, DangerLevel> };

const put = (switches: MutableSwitches, record: GrantRecord): void => {
  if (record.capability === null) switches.servers.set(record.serverId, record.enabled);
  else
    switches.capabilities.set(
      switchKey(record.serverId, record.capability.kind, record.capability.name),
      record.enabled,
    );
};

const raise = (
  switches: MutableClientSwitches,
  { serverId, capability, dangerLevel }: Omit<GrantRecord, "enabled">,
): void => {
  if (capability && dangerLevel != null)
    switches.dangerLevels.set(switchKey(serverId, capability.kind, capability.name), dangerLevel);
};

const toServerPolicy = ({ server, capabilities }: CataloguedServer, isOpen: boolean): ServerPolicy => ({
  serverId: server.serverId,
  enabled: server.enabled,
  publicAccess: server.publicAccess,
  ...(server.settings.extensionMethods && { methods: server.settings.extensionMethods }),
  capabilities: new Map(
    capabilities.map(({ kind, name, enabled, dangerLevel, definitionHash, anonymous }): [string, CapabilityPolicy] => [
      capabilityKey(kind, name),
      { kind, name, enabled, dangerLevel, definitionHash, anonymous: isOpen && anonymous === true && kind === "tool" },
    ]),
  ),
});

/** Null: nothing is open. */
function lowestAnonymousRate(servers: readonly CataloguedServer[]): number | null {
  const open = servers.filter((entry) => isOpenToAnybody(entry.server) && entry.capabilities.some(isForAnybody));
  if (open.length === 0) return null;
  return Math.min(...open.map(({ server }) => server.anonymousRateLimit ?? DEFAULT_ANONYMOUS_RATE));
}

/** One immutable value out of everything that is stored. */
export function buildSnapshot(
  workspaceId: string,
  version: string,
  stored: {
    servers: readonly CataloguedServer[];
    grants: readonly GrantRecord[];
    clientSwitches: readonly ClientSwitchRecord[];
    rules: CompiledRules;
    policySetVersion: number;
    discovery?: DiscoverySettings;
    cachePolicies?: CachePolicies;
  },
): WorkspaceSnapshot {
  const servers = [...stored.servers].sort((a, b) => (a.server.serverId < b.server.serverId ? -1 : 1));
  const grants = new Map<string, MutableClientSwitches>();
  for (const grant of stored.grants) {
    let switches = grants.get(grant.principalId);
    if (!switches)
      grants.set(
        grant.principalId,
        (switches = { servers: new Map(), capabilities: new Map(), dangerLevels: new Map() }),
      );
    put(switches, grant);
    raise(switches, grant);
  }
  const clients = new Map<string, MutableClientSwitches>();
  const everyClient = new Map<string, MutableClientSwitches>();
  for (const { enabled, ...record } of stored.clientSwitches) {
    const isForAll = record.clientKey === ALL_CLIENTS;
    const holder = isForAll ? everyClient : clients;
    const key = isForAll ? record.principalId : clientSwitchKey(record.principalId, record.clientKey);
    let switches = holder.get(key);
    if (!switches)
      holder.set(key, (switches = { servers: new Map(), capabilities: new Map(), dangerLevels: new Map() }));
    if (enabled !== null) put(switches, { ...record, enabled });
    raise(switches, record);
  }
  return {
    workspaceId,
    version,
    policySetVersion: stored.policySetVersion,
    policy: createSnapshot({
      version,
      servers: new Map(
        servers.map((entry) => [entry.server.serverId, toServerPolicy(entry, isOpenToAnybody(entry.server))]),
      ),
      grants,
      clients,
      everyClient,
      rules: stored.rules,
    }),
    servers: new Map(servers.map((entry) => [entry.server.serverId, entry])),
    anonymousRatePerMinute: lowestAnonymousRate(servers),
    discovery: stored.discovery ?? NO_DISCOVERY_SETTINGS,
    cachePolicies: stored.cachePolicies ?? NO_CACHE_POLICIES,
  };
}
