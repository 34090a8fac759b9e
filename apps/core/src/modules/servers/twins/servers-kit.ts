import type { LaunchInput } from "@peta/contract";
import { TestClock } from "../../../adapters/clock.ts";
import { createLocalEventBus } from "../../../adapters/event-bus.ts";
import { CoreError } from "../../../errors.ts";
import type { AuditEntry } from "../../audit/audit-entry.ts";
import type { CoreEvent } from "../../events.ts";
import type { Caller, Principal } from "../../principals/principal.ts";
import type { Vault } from "../../vault.ts";
import { createServersModule, defaultServerLimits, type ServerConnector, type ServerLimits } from "../index.ts";
import { createMemoryServerStore } from "./memory-server-store.ts";
import { createMemorySignInStore } from "./memory-sign-in-store.ts";
import { createMemoryValuesStore } from "./memory-values-store.ts";
import { createTwinConnector } from "./twin-connector.ts";
import { createTwinSignInFlow } from "./twin-sign-in-flow.ts";

export const WORKSPACE = "wsp_1";

export const callerOf = (role: Caller["principal"]["role"] = "admin", workspaceId = WORKSPACE): Caller => ({
  principal: {
    id: "prn_1",
    workspaceId,
    handle: "ann",
    displayName: "Ann",
    kind: "person",
    role,
    status: "active",
    expiresAt: null,
    accountId: null,
    ownerId: null,
  },
  credential: { kind: "token", tokenId: "tok_1", tokenHash: "hash" },
  channel: "api",
  ipAddress: null,
});

/** A vault that hides nothing but refuses another row's bytes, as the real one does. */
export const twinVault: Vault = {
  seal: (plaintext, identity) => Buffer.from(JSON.stringify([identity, plaintext])),
  open(sealed, identity) {
    const [owner, plaintext] = JSON.parse(Buffer.from(sealed).toString()) as [string, string];
    if (owner !== identity) throw new CoreError("vault.unreadable", "This does not belong here.");
    return plaintext;
  },
  createBatchSealer: () => () => new Uint8Array(),
  deriveKey: () => new Uint8Array(32),
};

export const stdioLaunch = (more: Partial<Omit<Extract<LaunchInput, { transport: "stdio" }>, "sandbox">> = {}) => ({
  transport: "stdio" as const,
  command: "some-server",
  args: ["--flag"],
  env: { API_TOKEN: "s3cr3t-value" },
  ...more,
});

export const addInput = (
  serverId: string,
  more: { allowUnreachable?: boolean; launch?: ReturnType<typeof stdioLaunch> } = {},
) => ({
  serverId,
  launch: stdioLaunch(),
  publicAccess: false,
  allowUnreachable: false,
  ...more,
});

/** The module on twins of everything around it, with time that stands still. */
export function createServersKit(
  limits: Partial<ServerLimits> = {},
  real: { connector?: ServerConnector; clock?: TestClock } = {},
) {
  const clock = real.clock ?? new TestClock();
  const store = createMemoryServerStore();
  const values = createMemoryValuesStore();
  const principals = new Map<string, Principal>();
  const closed = new Set<string>();
  const twin = createTwinConnector();
  const signIns = createMemorySignInStore();
  const flow = createTwinSignInFlow();
  const recorded: AuditEntry[] = [];
  const published: CoreEvent[] = [];
  const events = createLocalEventBus(() => {});
  events.subscribe((event) => published.push(event));
  let lastId = 0;
  const quiet = (): void => {};
  const kit = {
    clock,
    store,
    values,
    twin,
    signIns,
    flow,
    recorded,
    published,
    events,
    /** What the next record is refused with. */
    auditFailure: null as CoreError | null,
    /** Other people and agents, by handle. */
    principals,
    /** Servers that nobody may use. */
    closed,
    /** When what was changed is in force. */
    settled: async (): Promise<void> => {},
    actions: () => recorded.map(({ action, outcome }) => `${action} ${outcome}`),
    servers: createServersModule({
      store,
      values,
      signIns,
      signInFlow: flow,
      publicUrl: () => "http://core.test",
      findPrincipalById: async (id) => [...principals.values()].find((one) => one.id === id) ?? null,
      consoleUrl: () => "http://core.test",
      settled: (): Promise<void> => kit.settled(),
      isServerOpen: (_principal, serverId) => !closed.has(serverId),
      findRelated: async (caller, handle) => {
        const principal = principals.get(handle ?? caller.principal.handle) ?? caller.principal;
        if (principal.id === caller.principal.id) return { principal, relation: "self" };
        return { principal, relation: principal.ownerId === caller.principal.id ? "owner" : "administrator" };
      },
      vault: twinVault,
      connector: real.connector ?? twin,
      documents: { parse: async (text) => JSON.parse(text) as unknown, fetch: async () => "{}" },
      audit: {
        async record(entry) {
          if (kit.auditFailure) throw kit.auditFailure;
          recorded.push(entry);
        },
      },
      events,
      clock,
      random: () => 0,
      newId: (prefix) => `${prefix}_${++lastId}`,
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      limits: { ...defaultServerLimits, keepAliveMs: null, ...limits },
    }),
  };
  return kit;
}

export type ServersKit = ReturnType<typeof createServersKit>;

/** Lets everything that is ready run. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
