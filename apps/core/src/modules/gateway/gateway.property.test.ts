import { compileRules, type RuleSource } from "@peta/policy";
import fc from "fast-check";
import { expect, it } from "vitest";
import { TestClock } from "../../adapters/clock.ts";
import { createVault } from "../../adapters/crypto/index.ts";
import { createLocalEventBus } from "../../adapters/event-bus.ts";
import { CoreError } from "../../errors.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import { buildSnapshot } from "../permissions/build-snapshot.ts";
import type { Principal } from "../principals/principal.ts";
import type { Capability, CataloguedServer } from "../servers/server.ts";
import type { ApprovalGate } from "./approval-gate.ts";
import { createGateway } from "./create-gateway.ts";
import type { GatewayClient } from "./gateway.ts";
import { DEFAULT_GATEWAY_LIMITS } from "./gateway-limits.ts";

const TOOLS = ["read", "write", "user.get", "ｗrite", "x".repeat(90)];
const SERVERS = ["files", "notes", "crm"];

const tool = fc.record({
  name: fc.constantFrom(...TOOLS),
  enabled: fc.boolean(),
  dangerLevel: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
});
const server = fc.record({
  enabled: fc.boolean(),
  publicAccess: fc.boolean(),
  tools: fc.uniqueArray(tool, { selector: ({ name }) => name }),
});
const grant = fc.record({
  serverId: fc.constantFrom(...SERVERS),
  name: fc.option(fc.constantFrom(...TOOLS)),
  enabled: fc.boolean(),
});
const rule = fc.record({
  priority: fc.nat(5),
  effect: fc.constantFrom("allow", "deny", "approve", "approve_with_step_up" as const),
  capabilities: fc.option(fc.uniqueArray(fc.constantFrom(...TOOLS, "*"), { minLength: 1 })),
  when: fc.option(
    fc.constantFrom("args.n == 1", "args.missing == 1", 'request.era == "modern"', 'principal.role == "user"', "false"),
  ),
});
const world = fc.record({
  servers: fc.tuple(server, server, server),
  grants: fc.uniqueArray(grant, { selector: ({ serverId, name }) => `${serverId} ${name}`, maxLength: 6 }),
  rules: fc.array(rule, { maxLength: 4 }),
  names: fc.constantFrom("wire", "canonical", "plain" as const),
});

const principal = {
  id: "prn_a",
  workspaceId: "ws",
  handle: "a",
  kind: "agent",
  role: "user",
  status: "active",
  expiresAt: null,
} as Principal;

/** Asks nobody: the laws here are about what may run without a person. */
const refusingGate = {
  ask: () => Promise.reject(new CoreError("permission.approval_required", "A person has to approve this.")),
} as unknown as ApprovalGate;

type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

const catalogued = (
  serverId: string,
  { enabled, publicAccess, tools }: World["servers"][number],
): CataloguedServer => ({
  server: { serverId, enabled, publicAccess, settings: {} } as CataloguedServer["server"],
  capabilities: tools.map(
    (given, position): Capability => ({
      kind: "tool",
      ...given,
      definition: { name: given.name, inputSchema: { type: "object" } },
      definitionHash: given.name,
      position,
    }),
  ),
});

const build = ({ servers, grants, rules, names }: World) => {
  const sources = rules.map(
    ({ capabilities, when, ...more }, i): RuleSource => ({
      id: `r${i}`,
      match: capabilities ? { capabilities } : {},
      ...(when !== null && { when }),
      ...more,
    }),
  );
  const snapshot = buildSnapshot("ws", "1", {
    servers: servers.map((given, i) => catalogued(SERVERS[i] ?? "", given)),
    grants: grants.map(({ serverId, name, enabled }) => ({
      principalId: "prn_a",
      serverId,
      enabled,
      capability: name === null ? null : { kind: "tool", name },
    })) as never,
    clientSwitches: [],
    rules: compileRules(sources),
    policySetVersion: 1,
  });
  const sent: string[] = [];
  const audit: AuditEntry[] = [];
  const gateway = createGateway({
    vault: createVault(new Uint8Array(32)),
    snapshots: { current: () => snapshot },
    link: {
      async request(_workspaceId, serverId, _method, params) {
        sent.push(`${serverId}::${String(params.name)}`);
        return { kind: "result", result: { content: [] } };
      },
      watch: async () => () => {},
      watchTask: async () => ({ isTold: false, stop() {} }),
      notifySession() {},
      endSession() {},
    },
    audit: { record: async (entry) => void audit.push(entry) },
    events: createLocalEventBus(() => {}),
    principals: { findByHandle: async () => principal },
    approvals: refusingGate,
    clock: new TestClock(),
    limits: DEFAULT_GATEWAY_LIMITS,
  });
  const client: GatewayClient = {
    caller: {
      principal,
      credential: { kind: "token", tokenId: "tok", tokenHash: "h" },
      channel: "mcp",
      ipAddress: null,
    },
    era: "modern",
    info: null,
    sessionId: null,
    names,
  };
  const call = (name: string) =>
    gateway.forward(client, "tools/call", { name, arguments: { n: 1 } }, { requestId: "1", render: () => "{}" }).then(
      () => "ran",
      (error: { code: string }) => error.code,
    );
  const list = async () =>
    (JSON.parse((await gateway.list(client, "tool", undefined, "1")).itemsJson) as { name: string }[]).map(
      ({ name }) => name,
    );
  return { sent, audit, call, list };
};

const everyName = SERVERS.flatMap((serverId) => TOOLS.map((name) => `${serverId}::${name}`));

it("law: what is not in the list is unknown to every call, and what is in it is not", async () => {
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      const { sent, call, list } = build(given);
      const listed = await list();
      expect(new Set(listed).size).toBe(listed.length);
      let reached = 0;
      for (const name of listed) {
        const outcome = await call(name);
        expect(["ran", "permission.denied", "permission.approval_required"]).toContain(outcome);
        if (outcome === "ran") reached++;
      }
      // Canonical names reach exactly the same tools: as many as the list has, and no other.
      const outcomes = await Promise.all(everyName.map(call));
      expect(outcomes.filter((outcome) => outcome !== "capability.not_found")).toHaveLength(listed.length);
      expect(sent).toHaveLength(2 * reached);
    }),
    { numRuns: 300 },
  );
});

it("law: every request leaves one record, and only an allowed one reaches a server", async () => {
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      const { sent, audit, call } = build(given);
      const outcomes: string[] = [];
      for (const name of [...everyName, "no::such", "plain", "files__read"]) outcomes.push(await call(name));
      expect(audit).toHaveLength(outcomes.length);
      expect(audit.map((entry) => entry.outcome)).toEqual(
        outcomes.map((outcome) => (outcome === "ran" ? "allowed" : "denied")),
      );
      expect(sent).toHaveLength(outcomes.filter((outcome) => outcome === "ran").length);
    }),
    { numRuns: 150 },
  );
});
