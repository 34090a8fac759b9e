import { capabilityKey, compileRules, createSnapshot } from "../src/index.ts";
import type {
  AccessRequest,
  CapabilityPolicy,
  ClientSwitches,
  PolicySnapshot,
  RuleSource,
  ServerPolicy,
  Switches,
} from "../src/index.ts";

/** What a test says about a snapshot; everything else stands open, with one silent tool `files::read`. */
export type World = {
  servers?: readonly ServerPolicy[];
  grants?: Readonly<Record<string, Switches>>;
  clients?: Readonly<Record<string, ClientSwitches>>;
  everyClient?: Readonly<Record<string, ClientSwitches>>;
  rules?: readonly RuleSource[];
};

export function capability(changes: Partial<CapabilityPolicy> = {}): CapabilityPolicy {
  return { kind: "tool", name: "read", enabled: true, dangerLevel: 0, definitionHash: "h1", ...changes };
}

export function server(changes: Partial<ServerPolicy> = {}, capabilities = [capability()]): ServerPolicy {
  const keyed = capabilities.map((one) => [capabilityKey(one.kind, one.name), one] as const);
  return { serverId: "files", enabled: true, publicAccess: true, capabilities: new Map(keyed), ...changes };
}

export function switches(servers: Record<string, boolean> = {}, capabilities: Record<string, boolean> = {}): Switches {
  return { servers: new Map(Object.entries(servers)), capabilities: new Map(Object.entries(capabilities)) };
}

export function clientSwitches(said: Switches, levels: Record<string, 0 | 1 | 2 | 3> = {}): ClientSwitches {
  return { ...said, dangerLevels: new Map(Object.entries(levels)) };
}

export function snapshot(world: World = {}): PolicySnapshot {
  const { servers = [server()], grants = {}, clients = {}, everyClient = {}, rules = [] } = world;
  return createSnapshot({
    version: "7",
    servers: new Map(servers.map((one) => [one.serverId, one])),
    grants: new Map(Object.entries(grants)),
    clients: new Map(Object.entries(clients)),
    everyClient: new Map(Object.entries(everyClient)),
    rules: compileRules(rules),
  });
}

export function rule(changes: Partial<RuleSource> = {}): RuleSource {
  return { id: "r1", priority: 10, match: {}, effect: "deny", ...changes };
}

/** Ann's call of `files::read` from her client `desk`. */
export function call(changes: Partial<AccessRequest> = {}): AccessRequest {
  return {
    principal: { id: "prn_1", kind: "person", role: "user", handle: "ann", active: true },
    client: { key: "desk", name: "Desk", version: "1.0.0" },
    serverId: "files",
    capability: { kind: "tool", name: "read" },
    args: {},
    request: { method: "tools/call", time: Date.UTC(2026, 10, 23, 14), ip: "192.0.2.7", era: "modern" },
    session: { id: "s1" },
    ...changes,
  };
}
