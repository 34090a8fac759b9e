import { compileRules, decide, type RuleSource } from "@peta/policy";
import { TestClock } from "../../../adapters/clock.ts";
import { createLocalEventBus } from "../../../adapters/event-bus.ts";
import type { AuditEntry } from "../../audit/audit-entry.ts";
import type { CoreEvent } from "../../events.ts";
import type { Json } from "../../json.ts";
import { buildSnapshot } from "../../permissions/build-snapshot.ts";
import { subjectOf } from "../../permissions/subject.ts";
import { type Caller, clientKeyOfCredential, type Principal } from "../../principals/principal.ts";
import type { Capability, CataloguedServer } from "../../servers/server.ts";
import type { CallToApprove } from "../approval.ts";
import type { ApprovalsDeps } from "../index.ts";
import { createMemoryApprovals } from "./memory-approvals.ts";

export const WORKSPACE = "wsp_1";

const principal = (handle: string, more: Partial<Principal> = {}): Principal => ({
  id: `prn_${handle}`,
  workspaceId: WORKSPACE,
  handle,
  displayName: handle,
  kind: "person",
  role: "user",
  status: "active",
  expiresAt: null,
  accountId: `acc_${handle}`,
  ownerId: null,
  ...more,
});

export const people = {
  bot: principal("bot", { kind: "agent", ownerId: "prn_uma", accountId: null }),
  uma: principal("uma"),
  eve: principal("eve"),
  adam: principal("adam", { role: "admin" }),
  olga: principal("olga", { role: "owner" }),
};
export type Somebody = keyof typeof people;

/** Somebody with a token; `tokenId` is another credential of the same principal. */
export const callerOf = (who: Somebody, tokenId = `tok_${who}`): Caller => ({
  principal: people[who],
  credential: { kind: "token", tokenId, tokenHash: `hash of ${tokenId}` },
  channel: "api",
  ipAddress: "192.0.2.1",
});

/** The same in a browser. */
export const inBrowser = (who: Somebody): Caller => ({
  ...callerOf(who),
  credential: { kind: "console_session", sessionId: `session of ${who}` },
  channel: "console",
});

/** An application that somebody has allowed something. */
export const overOAuth = (who: Somebody, clientId: string, ...scopes: string[]): Caller => ({
  ...callerOf(who),
  credential: {
    kind: "oauth",
    clientId,
    grantId: "grt",
    tokenHash: "h",
    scopes,
    expiresAt: Number.MAX_SAFE_INTEGER,
  },
});

const tool = (name: string, more: Partial<Capability> = {}): Capability => ({
  kind: "tool",
  name,
  definition: { name, title: `Do ${name}`, inputSchema: { type: "object" }, annotations: { destructiveHint: true } },
  definitionHash: `hash of ${name}`,
  position: 0,
  enabled: true,
  dangerLevel: 2,
  ...more,
});

export interface KitWorld {
  serverRowId: string;
  capabilities: Capability[];
  rules: RuleSource[];
  policySetVersion: number;
}

/** The module on twins of everything around it, with time that stands still and one server `notes`. */
export function createApprovalsKit(more: Partial<ApprovalsDeps> = {}) {
  const clock = new TestClock();
  const recorded: AuditEntry[] = [];
  const published: CoreEvent[] = [];
  const events = createLocalEventBus((error) => {
    throw error;
  });
  events.subscribe((event) => published.push(event));
  const world: KitWorld = {
    serverRowId: "srv_notes",
    capabilities: [tool("delete"), tool("pay", { dangerLevel: 3 }), tool("read", { kind: "resource", name: "n://1" })],
    rules: [],
    policySetVersion: 1,
  };
  const catalogued = (): CataloguedServer => ({
    server: {
      settings: {},
      id: world.serverRowId,
      workspaceId: WORKSPACE,
      serverId: "notes",
      displayName: "Notes",
      enabled: true,
      publicAccess: true,
    } as CataloguedServer["server"],
    capabilities: world.capabilities,
  });
  const build = () =>
    buildSnapshot(WORKSPACE, "1", {
      servers: [catalogued()],
      grants: [],
      clientSwitches: [],
      rules: compileRules(world.rules),
      policySetVersion: world.policySetVersion,
    });
  let snapshot = build();
  const kit = {
    clock,
    events,
    recorded,
    published,
    world,
    auditFailure: null as Error | null,
    /** Actions whose record had to reach the store before they went on. */
    stored: [] as string[],
    actions: () => recorded.map(({ action, outcome }) => `${action} ${outcome}`),
    changes: () => published.filter(({ type }) => type === "approval.changed").length,
    /** Changes what is decided on. */
    change(edit: (world: KitWorld) => void): void {
      edit(world);
      snapshot = build();
    },
    announceSnapshot: () => events.publish({ type: "snapshot.replaced", workspaceId: WORKSPACE, version: "2" }),
    /** A call as the enforcement point hands it over. */
    call(args: Json = { id: "1" }, name = "delete", caller = callerOf("bot")): CallToApprove {
      const capability = world.capabilities.find((one) => one.name === name);
      if (!capability) throw new Error(`no ${name}`);
      const request: CallToApprove["request"] = {
        principal: subjectOf(caller.principal, clock.now()),
        client: { key: clientKeyOfCredential(caller.credential), name: "claude", version: "1" },
        serverId: "notes",
        capability: { kind: capability.kind, name },
        args,
        request: { method: "tools/call", time: clock.now(), era: "legacy", ip: "192.0.2.7" },
      };
      return {
        caller,
        request,
        decision: decide(request, snapshot.policy),
        server: catalogued().server,
        capability,
        policyVersion: world.policySetVersion,
        statedReason: null,
        requestId: "7",
      };
    },
  };
  const { approvals, store } = createMemoryApprovals({
    snapshots: { current: () => snapshot },
    principals: {
      findById: async (_workspaceId, id) => Object.values(people).find((one) => one.id === id) ?? null,
    },
    audit: {
      async record(entry, options) {
        if (kit.auditFailure) throw kit.auditFailure;
        recorded.push(structuredClone(entry));
        if (options?.mustBeStored) kit.stored.push(entry.action);
      },
    },
    events,
    clock,
    ...more,
  });
  return Object.assign(kit, { approvals, store });
}

export type ApprovalsKit = ReturnType<typeof createApprovalsKit>;
