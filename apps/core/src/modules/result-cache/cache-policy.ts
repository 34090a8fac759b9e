import { canonicalName } from "@peta/contract";
import type { CapabilityKind } from "@peta/policy";

/** How long, for whom and under which condition the answers of one capability are kept. */
export interface CachePolicy {
  id: string;
  serverId: string;
  kind: CapabilityKind;
  /** The capability's own name; of a resource its URI, of a template the template. */
  name: string;
  enabled: boolean;
  ttlSeconds: number;
  /** `workspace`: everybody whose permissions allow the very same call shares the answer. */
  scope: "principal" | "workspace";
  admission: "first_call" | "second_call";
  /** Only these top-level arguments tell two calls apart; null: all do. */
  keyFields: readonly string[] | null;
  maxEntryBytes: number;
  /** Tools whose calls make the answers stale: `tool` of the same server, `serverId::tool`, or `*`: any other of it. */
  invalidatedBy: readonly string[];
  /** Milliseconds since 1970; part of every key, so that no answer outlives a change of its policy. */
  updatedAt: number;
}

/** From this danger level on a person is asked about each call: its answer is never another call's. */
export const FIRST_ASKED_LEVEL = 2;

export const DEFAULT_CACHE_POLICY = {
  enabled: true,
  ttlSeconds: 30,
  scope: "principal",
  admission: "first_call",
  keyFields: null,
  maxEntryBytes: 256 * 1024,
  invalidatedBy: [],
} as const satisfies Partial<CachePolicy>;

/** The policies of a workspace as an immutable value, part of its snapshot. */
export interface CachePolicies {
  readonly all: readonly CachePolicy[];
  find(serverId: string, kind: CapabilityKind, name: string): CachePolicy | undefined;
  /** The policies whose answers a call of this tool makes stale. */
  staleAfter(serverId: string, tool: string): readonly CachePolicy[];
}

const NONE: readonly CachePolicy[] = [];
const EVERY_TOOL = "*";

export function createCachePolicies(policies: readonly CachePolicy[]): CachePolicies {
  if (policies.length === 0) return NO_CACHE_POLICIES;
  const byCapability = new Map<string, CachePolicy>();
  const byTool = new Map<string, CachePolicy[]>();
  const byServer = new Map<string, CachePolicy[]>();
  const put = (map: Map<string, CachePolicy[]>, key: string, policy: CachePolicy): void => {
    const list = map.get(key);
    if (list) list.push(policy);
    else map.set(key, [policy]);
  };
  for (const policy of policies) {
    const { serverId, kind, name } = policy;
    byCapability.set(`${kind} ${canonicalName(serverId, name)}`, policy);
    for (const tool of policy.invalidatedBy) {
      if (tool === EVERY_TOOL) put(byServer, serverId, policy);
      else put(byTool, tool.includes("::") ? tool : canonicalName(serverId, tool), policy);
    }
  }
  return {
    all: policies,
    find: (serverId, kind, name) => byCapability.get(`${kind} ${canonicalName(serverId, name)}`),
    staleAfter(serverId, tool) {
      const named = byTool.get(canonicalName(serverId, tool)) ?? NONE;
      const own = byServer.get(serverId);
      if (!own) return named;
      // What is read is itself a tool: reading it makes nothing stale.
      return [...named, ...own.filter(({ kind, name }) => kind !== "tool" || name !== tool)];
    },
  };
}

export const NO_CACHE_POLICIES: CachePolicies = { all: NONE, find: () => undefined, staleAfter: () => NONE };
