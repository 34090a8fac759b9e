import {
  Client as ModernSdkClient,
  StreamableHTTPClientTransport as ModernSdkTransport,
} from "@modelcontextprotocol/client";
import { Client as LegacySdkClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacySdkTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Caller } from "../../src/modules/principals/principal.ts";
import { createHarness, type Harness } from "../mcp/create-harness.ts";

const INFO = { name: "sdk", version: "1.0.0" };
const HOLD = 55_000;
let harness: Harness;
const open: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  harness = await createHarness({
    world: {
      servers: [
        {
          serverId: "notes",
          capabilities: [
            { kind: "tool", name: "delete", dangerLevel: 2 },
            {
              kind: "tool",
              name: "count",
              dangerLevel: 2,
              definition: {
                name: "count",
                inputSchema: { type: "object" },
                outputSchema: { type: "object", properties: { n: { type: "number" } }, required: ["n"] },
              },
            },
          ],
        },
      ],
    },
  });
});
afterEach(async () => {
  for (const client of open.splice(0)) await client.close();
  await harness.close();
});

const withToken = (token: string) => ({ requestInit: { headers: { authorization: `Bearer ${token}` } } });
type Call = (
  params: { name: string; arguments: Record<string, unknown> },
  onprogress?: (progress: { progress: number; message?: string }) => void,
) => Promise<Record<string, unknown>>;

const CLIENTS: Record<string, () => Promise<Call>> = {
  async "sdk 1.32"() {
    const client = new LegacySdkClient(INFO);
    await client.connect(new LegacySdkTransport(harness.url, withToken(harness.issue("claude"))));
    open.push(client);
    await client.listTools();
    return (params, onprogress) =>
      client.callTool(params, CallToolResultSchema, {
        ...(onprogress && { onprogress, resetTimeoutOnProgress: true }),
      });
  },
  async "client 2.4, pinned to 2026-07-28"() {
    const client = new ModernSdkClient(INFO, { versionNegotiation: { mode: { pin: "2026-07-28" } } });
    await client.connect(new ModernSdkTransport(harness.url, withToken(harness.issue("claude"))));
    open.push(client);
    await client.listTools();
    return (params, onprogress) => client.callTool(params, { ...(onprogress && { onprogress }) });
  },
};

const decide = (approve: boolean, reason?: string) => {
  const olga: Caller = {
    principal: { ...harness.identities.principal("olga"), kind: "person", role: "owner" },
    credential: { kind: "console_session", sessionId: "ses_olga" },
    channel: "console",
    ipAddress: null,
  };
  const approvalId = harness.approvalStore.rows.find(({ status }) => status === "pending")?.id ?? "";
  return harness.approvals.decide(olga, {
    approvalId,
    decision: approve ? "approve" : "reject",
    ...(reason !== undefined && { reason }),
  });
};
const asked = () => harness.recorded(({ action }) => action === "approval.request");
const outwait = async <T>(call: Promise<T>): Promise<T> => {
  await asked();
  const timer = setInterval(() => harness.clock.advance(HOLD), 20);
  return call.finally(() => clearInterval(timer));
};
const DELETE = { name: "notes__delete", arguments: { id: "1" } };

describe.each(Object.keys(CLIENTS))("%s", (name) => {
  const connect = (): Promise<Call> => (CLIENTS[name] as () => Promise<Call>)();

  it("hears that its call waits for a person, and gets the result once it is approved", async () => {
    const call = await connect();
    const heard: { progress: number; message?: string }[] = [];
    const answer = call(DELETE, (progress) => heard.push(progress));
    await asked();
    await expect.poll(() => heard.length).toBeGreaterThan(0);
    await decide(true);
    expect((await answer).content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
    expect(heard[0]?.message).toMatch(/person/);
  });

  it("is told after the hold what to do, and claims the decision with the same call", async () => {
    const call = await connect();
    const waiting = await outwait(call(DELETE));
    expect(waiting).toMatchObject({ _meta: { approval: { kind: "approval_pending", status: "pending" } } });
    await decide(true);
    expect((await call(DELETE)).content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
    expect(harness.sent).toHaveLength(1);
  });

  it("reads a rejection with its reason", async () => {
    const call = await connect();
    const answer = call(DELETE);
    await asked();
    await decide(false, "Not that one.");
    expect(await answer).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("Not that one.") }],
    });
  });

  it("is not confused by a tool with an output schema whose call waits", async () => {
    const call = await connect();
    const waiting = await outwait(call({ name: "notes__count", arguments: {} }));
    expect(waiting).toMatchObject({ _meta: { approval: { kind: "approval_pending" } } });
  });
});
