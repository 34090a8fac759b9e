import type { DecideApprovalInput } from "@peta/contract";
import { afterEach } from "vitest";
import type { AuditEntry } from "../../src/modules/audit/audit-entry.ts";
import type { Caller } from "../../src/modules/principals/principal.ts";
import { createHarness, type Harness, type HarnessOptions, type World } from "../mcp/create-harness.ts";
import { callLegacy, callModern, openSession, type RawAnswer } from "../mcp/raw-client.ts";

const SERVERS: World["servers"] = [
  {
    serverId: "notes",
    capabilities: [
      { kind: "tool", name: "list" },
      { kind: "tool", name: "tell", dangerLevel: 1 },
      { kind: "tool", name: "delete", dangerLevel: 2 },
      { kind: "tool", name: "pay", dangerLevel: 3 },
      {
        kind: "tool",
        name: "count",
        dangerLevel: 2,
        definition: { name: "count", inputSchema: { type: "object" }, outputSchema: { type: "object" } },
      },
      { kind: "resource", name: "note://1", dangerLevel: 2 },
      { kind: "prompt", name: "greet", dangerLevel: 2 },
    ],
  },
];

export const DELETE = { name: "notes__delete", arguments: { id: "1" } };
export const HOLD = 55_000;
export const pause = (ms = 20) => new Promise((resolve) => setTimeout(resolve, ms));

export type Call = (params?: Record<string, unknown>, id?: number) => Promise<RawAnswer>;

/** The MCP endpoint over approvals in memory, for the tests of one file; time is moved by hand. */
export function useApprovals() {
  const context = {} as { harness: Harness; token: string };
  afterEach(() => context.harness.close());

  const decider = (): Caller => ({
    principal: { ...context.harness.identities.principal("olga"), kind: "person", role: "owner" },
    credential: { kind: "console_session", sessionId: "ses_olga" },
    channel: "console",
    ipAddress: null,
  });
  const asked = (): Promise<AuditEntry> => context.harness.recorded(({ action }) => action === "approval.request");
  return {
    get harness() {
      return context.harness;
    },
    get token() {
      return context.token;
    },
    decider,
    asked,
    /** Opens the endpoint and a session. */
    async start(options: HarnessOptions = {}): Promise<string> {
      context.harness = await createHarness({
        ...options,
        world: { servers: structuredClone(SERVERS), ...options.world },
      });
      context.token = context.harness.issue("claude");
      return openSession(context.harness.url, context.token);
    },
    /** Decides what waits, or the one that is named, as a person who governs the workspace. */
    decide(input: Omit<DecideApprovalInput, "approvalId" | "decision"> & { approve: boolean }, approvalId?: string) {
      const { approve, ...more } = input;
      const pending = context.harness.approvalStore.rows.find(({ status }) => status === "pending");
      return context.harness.approvals.decide(decider(), {
        approvalId: approvalId ?? pending?.id ?? "",
        decision: approve ? "approve" : "reject",
        ...more,
      });
    },
    toolRecords: () => context.harness.audit.filter(({ action }) => action === "tools/call"),
    statuses: () => context.harness.approvalStore.rows.map(({ status }) => status),
    /** A tools/call of an era; `session` is for the legacy one. */
    calls(era: "legacy" | "modern", session: string): Call {
      const { harness, token } = context;
      return (params = DELETE, id = 1) =>
        era === "legacy"
          ? callLegacy(harness.url, token, session, "tools/call", structuredClone(params), id)
          : callModern(harness.url, token, "tools/call", structuredClone(params), id);
    },
    /** Makes a call and lets the time run out under it. */
    async outwait<T>(call: Promise<T>): Promise<T> {
      await asked();
      // The call may still be on its way to its first sleep: then it finds that the time is up.
      const timer = setInterval(() => context.harness.clock.advance(HOLD), 20);
      try {
        return await call;
      } finally {
        clearInterval(timer);
      }
    },
  };
}
