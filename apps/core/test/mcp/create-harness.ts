import { createHash } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { compileRules, type RuleSource } from "@peta/policy";
import { TestClock } from "../../src/adapters/clock.ts";
import { createVault } from "../../src/adapters/crypto/index.ts";
import { createLocalEventBus } from "../../src/adapters/event-bus.ts";
import { createMemoryApprovals } from "../../src/modules/approvals/twins/memory-approvals.ts";
import { createIdentifyAnonymous } from "../../src/modules/anonymous/index.ts";
import type { AuditEntry, AuditRecorder } from "../../src/modules/audit/audit-entry.ts";
import { createDiscoverySettings, type DiscoverySetting } from "../../src/modules/discovery/discovery-setting.ts";
import type { CoreEvent } from "../../src/modules/events.ts";
import {
  createGateway,
  DEFAULT_GATEWAY_LIMITS,
  type GatewayLimits,
  type StrangerRefusal,
} from "../../src/modules/gateway/index.ts";
import type { Admission } from "../../src/modules/network/index.ts";
import { buildSnapshot } from "../../src/modules/permissions/build-snapshot.ts";
import type { WorkspaceSnapshot } from "../../src/modules/permissions/workspace-snapshot.ts";
import { createTokenAuthenticator, type TokenIdentity } from "../../src/modules/principals/authenticate-token.ts";
import type { BearerIdentity } from "../../src/modules/principals/bearer.ts";
import type { Principal } from "../../src/modules/principals/principal.ts";
import {
  type CachePolicy,
  createCachePolicies,
  DEFAULT_CACHE_POLICY,
} from "../../src/modules/result-cache/cache-policy.ts";
import { followEvents } from "../../src/modules/result-cache/follow-events.ts";
import { createResultCache } from "../../src/modules/result-cache/index.ts";
import type { Capability, CataloguedServer } from "../../src/modules/servers/server.ts";
import type {
  ServerLink,
  ServerOutcome,
  ServerRequestOptions,
  TaskWatch,
} from "../../src/modules/servers/server-link.ts";
import { createTestSessions, type SessionStores } from "../../src/modules/sessions/twins/test-sessions.ts";
import { createMcpSurface, DEFAULT_MCP_LIMITS, type McpLimits } from "../../src/surfaces/mcp/index.ts";
import { createIdentities, hashToken, WORKSPACE } from "./harness-identities.ts";

type Json = Record<string, unknown>;

export interface SentRequest {
  serverId: string;
  method: string;
  params: Json;
  options: ServerRequestOptions;
}

type Answerer = (request: SentRequest) => Promise<ServerOutcome> | ServerOutcome;

export interface CapabilityInput {
  kind: Capability["kind"];
  name: string;
  enabled?: boolean;
  dangerLevel?: Capability["dangerLevel"];
  anonymous?: boolean;
  definition?: Json;
}

const DEFINITION: Record<Capability["kind"], (name: string) => Json> = {
  tool: (name) => ({
    name,
    description: `The tool ${name}.`,
    inputSchema: { type: "object" },
    "x-unknown": { kept: true },
  }),
  resource: (uri) => ({ uri, name: uri.split("/").at(-1) }),
  template: (uriTemplate) => ({ uriTemplate, name: "template" }),
  prompt: (name) => ({ name }),
};

export const capability = (
  { kind, name, enabled = true, dangerLevel = 0, anonymous = false, definition }: CapabilityInput,
  position: number,
): Capability => {
  const whole = definition ?? DEFINITION[kind](name);
  return {
    kind,
    name,
    definition: whole,
    definitionHash: createHash("sha256").update(JSON.stringify(whole)).digest("hex"),
    position,
    enabled,
    dangerLevel,
    anonymous,
  };
};

export interface ServerInput {
  serverId: string;
  capabilities: CapabilityInput[];
  enabled?: boolean;
  publicAccess?: boolean;
  anonymousAccess?: boolean;
  anonymousRateLimit?: number;
  userFields?: CataloguedServer["server"]["userFields"];
  settings?: CataloguedServer["server"]["settings"];
  asks?: boolean;
  declaredCapabilities?: Json | null;
  protocolVersion?: string;
  /** Another row under the same name. */
  rowId?: string;
}

const catalogued = ({
  serverId,
  capabilities,
  enabled = true,
  publicAccess = true,
  anonymousAccess = false,
  anonymousRateLimit = 10,
  userFields = null,
  settings = {},
  asks = false,
  declaredCapabilities = null,
  protocolVersion = "2025-11-25",
  rowId = `srv_${serverId}`,
}: ServerInput): CataloguedServer => ({
  server: {
    id: rowId,
    workspaceId: WORKSPACE,
    serverId,
    displayName: serverId,
    transport: "http",
    sealedLaunch: new Uint8Array(),
    enabled,
    publicAccess,
    anonymousAccess,
    anonymousRateLimit,
    userFields,
    settings,
    asks,
    declaredCapabilities,
    protocolVersion,
    serverInfo: null,
    catalogueReadAt: 0,
    createdAt: 0,
  },
  capabilities: capabilities.map(capability),
});

export interface World {
  servers: ServerInput[];
  rules: RuleSource[];
  policySetVersion: number;
  /** Administrator's switches: principal handle, then `serverId` or `serverId::tool`. */
  grants: { handle: string; target: string; enabled: boolean }[];
  discovery?: DiscoverySetting[];
  /** Canonical names by principal id. */
  mostUsed?: ReadonlyMap<string, readonly string[]>;
  cachePolicies?: (Pick<CachePolicy, "serverId" | "kind" | "name"> & Partial<CachePolicy>)[];
}

const toSnapshot = (world: World, version: number): WorkspaceSnapshot =>
  buildSnapshot(WORKSPACE, String(version), {
    servers: world.servers.map(catalogued),
    grants: world.grants.map(({ handle, target, enabled }) => {
      const [serverId = "", name] = target.split("::");
      return {
        principalId: `prn_${handle}`,
        serverId,
        capability: name === undefined ? null : { kind: "tool" as const, name },
        enabled,
      };
    }),
    clientSwitches: [],
    rules: compileRules(world.rules),
    policySetVersion: world.policySetVersion,
    discovery: createDiscoverySettings(world.discovery ?? [], world.mostUsed),
    cachePolicies: createCachePolicies(
      (world.cachePolicies ?? []).map((policy) => ({
        id: `cpo_${policy.serverId}_${policy.name}`,
        updatedAt: 0,
        ...DEFAULT_CACHE_POLICY,
        ...policy,
      })),
    ),
  });

export interface HarnessOptions {
  world?: Partial<World>;
  answer?: Answerer;
  link?: ServerLink;
  gatewayLimits?: Partial<GatewayLimits>;
  limits?: Partial<McpLimits>;
  admission?: Admission;
  /** What an earlier harness left: this one is Core after a restart. */
  stores?: SessionStores;
  /** What a token is instead of an opaque one; undefined: an opaque one. */
  toCredential?: (token: string, identity: TokenIdentity) => BearerIdentity["credential"] | undefined;
}

const OPEN_ADMISSION: Admission = {
  admitAddress: () => {},
  admitRequest: () => ({ limit: null, remaining: 0, resetSeconds: 0 }),
  isAddressAllowed: () => true,
};

export const textResult = (text: string): ServerOutcome => ({
  kind: "result",
  result: { content: [{ type: "text", text }] },
});

const echo: Answerer = ({ method, params }) => {
  if (method === "resources/read")
    return { kind: "result", result: { contents: [{ uri: params.uri, text: "content" }] } };
  if (method === "prompts/get")
    return { kind: "result", result: { messages: [{ role: "user", content: { type: "text", text: "hello" } }] } };
  return textResult(JSON.stringify(params.arguments ?? {}));
};

/** The MCP endpoint on a real port: real gateway, policy and token look-up; twins of the server link and the audit. */
export async function createHarness(options: HarnessOptions = {}) {
  const world: World = {
    servers: [
      {
        serverId: "notes",
        capabilities: [
          { kind: "tool", name: "add" },
          { kind: "tool", name: "wipe" },
        ],
      },
    ],
    rules: [],
    policySetVersion: 1,
    grants: [],
    ...options.world,
  };
  const clock = new TestClock();
  const events = createLocalEventBus((error) => {
    throw error;
  });
  const identities = createIdentities();
  const audit: AuditEntry[] = [];
  const sent: SentRequest[] = [];
  const taskWatches = new Set<TaskWatch>();
  const state = {
    /** The server has agreed to tell of the tasks that are watched. */
    tellsOfTasks: false,
    auditError: null as Error | null,
    /** Each record waits for it. */
    beforeRecord: null as (() => Promise<void>) | null,
    answer: options.answer ?? echo,
    snapshot: toSnapshot(world, 1),
    version: 1,
  };
  const auditWaiters: (() => void)[] = [];

  const link: ServerLink = options.link ?? {
    async request(_workspaceId, serverId, method, params, requestOptions) {
      const request = { serverId, method, params, options: requestOptions };
      sent.push(request);
      return state.answer(request);
    },
    watch: async () => () => {},
    async watchTask(_workspaceId, _serverId, watch) {
      taskWatches.add(watch);
      return {
        get isTold() {
          return state.tellsOfTasks;
        },
        stop: () => void taskWatches.delete(watch),
      };
    },
    notifySession() {},
    endSession() {},
  };
  const recorder: AuditRecorder = {
    async record(entry) {
      await state.beforeRecord?.();
      if (state.auditError) throw state.auditError;
      audit.push(structuredClone(entry));
      for (const wake of auditWaiters.splice(0)) wake();
    },
  };
  const snapshots = { current: () => state.snapshot };
  const { approvals, store: approvalStore } = createMemoryApprovals({
    snapshots,
    principals: identities.principals,
    audit: recorder,
    events,
    clock,
  });
  await approvals.start();
  const cache = createResultCache({ clock, maxBytes: 1024 * 1024 });
  followEvents(events, cache);
  const gateway = createGateway({
    vault: createVault(new Uint8Array(32)),
    snapshots,
    cache,
    link,
    audit: recorder,
    events,
    principals: identities.principals,
    approvals: approvals.gate,
    clock,
    limits: { ...DEFAULT_GATEWAY_LIMITS, ...options.gatewayLimits },
  });
  const authenticator = createTokenAuthenticator({ tokens: identities.tokens, clock, events, hashToken });
  const strangers: StrangerRefusal[] = [];
  const { sessions, stores } = createTestSessions({ clock, hashId: hashToken, stores: options.stores });
  const surface = createMcpSurface({
    gateway,
    sessions,
    authenticate: (token) => {
      const toBearer = (found: TokenIdentity): BearerIdentity => ({
        principal: found.principal,
        credential: options.toCredential?.(token, found) ?? {
          kind: "token",
          tokenId: found.tokenId,
          tokenHash: found.tokenHash,
        },
      });
      const identity = authenticator.authenticate(token);
      return identity instanceof Promise ? identity.then(toBearer) : toBearer(identity);
    },
    identifyAnonymous: createIdentifyAnonymous({
      snapshots,
      first: () => WORKSPACE,
      bySlug: (slug) => (slug === "first" ? WORKSPACE : undefined),
    }),
    isAllowedOrigin: (origin) => origin === "http://console.test",
    isAllowedHost: (host) => host?.startsWith("127.0.0.1:") === true,
    clock,
    limits: { ...DEFAULT_MCP_LIMITS, ...options.limits },
    serverInfo: { name: "peta", version: "0.0.0" },
    admission: options.admission ?? OPEN_ADMISSION,
    clientAddress: (req) => String(req.headers["x-test-address"] ?? req.socket.remoteAddress),
    onRefusedStranger: (refusal) => strangers.push(refusal),
  });
  const server = http.createServer((req, res) => surface.handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`);

  return {
    url,
    clock,
    events,
    audit,
    sent,
    taskWatches,
    strangers,
    gateway,
    cache,
    approvals,
    approvalStore,
    surface,
    sessions,
    stores,
    identities,
    state,
    issue: (handle: string, suffix?: string) => identities.issue(handle, suffix),
    /** Replaces the snapshot as a change in the Console would. */
    change(edit: (world: World) => void) {
      edit(world);
      state.version++;
      state.snapshot = toSnapshot(world, state.version);
      events.publish({ type: "snapshot.replaced", workspaceId: WORKSPACE, version: String(state.version) });
    },
    revoke(token: string) {
      identities.revoke(token);
      events.publish({ type: "token.revoked", workspaceId: WORKSPACE, tokenHash: hashToken(token) });
    },
    updatePrincipal(handle: string, change: Partial<Principal>) {
      identities.update(handle, change);
      events.publish({ type: "principals.changed", workspaceId: WORKSPACE, principalId: `prn_${handle}` });
    },
    publish: (event: CoreEvent) => events.publish(event),
    /** Resolves with the record that fits, as soon as it is written. */
    async recorded(fits: (entry: AuditEntry) => boolean): Promise<AuditEntry> {
      for (;;) {
        const found = audit.find(fits);
        if (found) return found;
        await new Promise<void>((resolve) => auditWaiters.push(resolve));
      }
    },
    async close() {
      const closed = surface.close();
      gateway.close();
      approvals.close();
      server.closeAllConnections();
      server.close();
      await closed;
      await sessions.close();
    },
  };
}

export type Harness = Awaited<ReturnType<typeof createHarness>>;
