import path from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OWNER } from "../create-test-core.ts";
import { createWire, type Wire } from "./admin-kit.ts";

const NOTES = path.resolve(import.meta.dirname, "../../src/demo/notes-server.ts");

type Approval = Record<string, unknown> & { id: string; status: string };

let wire: Wire;
let client: Client;
let userId: string;
beforeAll(async () => {
  wire = await createWire();
  await wire.api.servers.add.mutate({
    serverId: "notes",
    publicAccess: true,
    launch: { transport: "stdio", command: process.execPath, args: [NOTES] },
  });
  const level = (name: string, dangerLevel: number) =>
    wire.data(wire.admin, "UPDATE_SERVER_CAPABILITIES", {
      targetId: "notes",
      capabilities: { tools: { [name]: { dangerLevel } } },
    });
  await level("add_note", 2);
  await level("delete_note", 3);
  const { user, accessToken } = await wire.data(wire.owner, "CREATE_USER", { userId: "max" });
  ({ userId } = user as { userId: string });
  client = new Client({ name: "agent", version: "1" });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${wire.running.url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${String(accessToken)}` } },
    }),
  );
});
afterAll(async () => {
  await client.close();
  await wire.running.stop();
});

const list = async (data: object = {}) => {
  const { requests, ...page } = await wire.data(wire.admin, "LIST_APPROVAL_REQUESTS", data);
  return { requests: requests as Approval[], ...page };
};
const count = async (data: object = {}) => (await wire.data(wire.admin, "GET_PENDING_APPROVALS_COUNT", data)).count;

/** Makes a call that waits for a person, and answers its approval and its outcome. */
async function ask(name: string, args: Record<string, unknown>) {
  const before = (await list({ status: "PENDING" })).requests.map(({ id }) => id);
  const outcome = client.callTool({ name: `notes__${name}`, arguments: args }).catch((error: unknown) => error);
  let asked: Approval | undefined;
  await expect
    .poll(async () => {
      asked = (await list({ status: "PENDING" })).requests.find(({ id }) => !before.includes(id));
      return asked;
    })
    .toBeDefined();
  return { approval: asked as unknown as Approval, outcome };
}

describe("approval requests", () => {
  test("show the exact call, and an approval lets it through", async () => {
    const text = "x".repeat(150);
    const { approval, outcome } = await ask("add_note", { title: "T", text });
    expect(approval).toMatchObject({
      userId,
      serverId: "notes",
      toolName: "add_note",
      status: "PENDING",
      resumeToken: approval.id,
      canonicalArgs: { title: "T", text },
      redactedArgs: { title: "T", text: `${"x".repeat(100)}...` },
      requestHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      decidedAt: null,
      decisionChannel: null,
      executionResultAvailable: false,
    });
    expect(await count()).toBe(1);
    expect(await count({ userId })).toBe(1);
    expect(await count({ userId: "nobody" })).toBe(0);
    const decided = await wire.data(wire.admin, "DECIDE_APPROVAL_REQUEST", {
      id: approval.id,
      decision: "APPROVED",
      reason: "fine",
    });
    expect(decided).toMatchObject({
      id: approval.id,
      decisionReason: "fine",
      decidedByRole: 2,
      decisionChannel: "admin_api",
      decidedByUserId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(await outcome).toMatchObject({ content: [{ type: "text" }] });
    await expect
      .poll(async () => (await wire.data(wire.admin, "GET_APPROVAL_REQUEST", { id: approval.id })).status)
      .toBe("EXECUTED");
    expect(await count()).toBe(0);
  });

  test("a rejection ends the call; the second decision is 1001, and the first holds (A53)", async () => {
    const { approval, outcome } = await ask("add_note", { title: "U", text: "b" });
    const decide = (decision: string) =>
      wire.ask(wire.admin, "DECIDE_APPROVAL_REQUEST", { id: approval.id, decision, reason: "no" });
    const answers = await Promise.all([decide("REJECTED"), decide("REJECTED")]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 500]);
    expect(await outcome).toMatchObject({ isError: true });
    expect(await wire.refusal(wire.admin, "DECIDE_APPROVAL_REQUEST", { id: approval.id, decision: "APPROVED" })).toBe(
      "500 1001",
    );
    expect(await wire.data(wire.admin, "GET_APPROVAL_REQUEST", { id: approval.id })).toMatchObject({
      status: "REJECTED",
    });
  });

  test("level 3 wants the decider's own password; a token alone is 1003 (A54)", async () => {
    const { approval, outcome } = await ask("delete_note", { id: "1" });
    const decide = (token: string, password?: string) =>
      wire.refusal(token, "DECIDE_APPROVAL_REQUEST", { id: approval.id, decision: "APPROVED", password });
    expect(await decide(wire.owner)).toBe("500 1003");
    expect(await decide(wire.owner, "not the password")).toBe("500 1003");
    expect(await decide(wire.owner, OWNER.password)).toBe("200 no number");
    await outcome;
    expect(wire.running.logged()).not.toContain(OWNER.password);
  });

  test("are listed newest first, by pages and filters (contract 8.3)", async () => {
    const all = await list();
    expect(all).toMatchObject({ page: 1, pageSize: 20, hasMore: false });
    const times = all.requests.map(({ createdAt }) => String(createdAt));
    expect(times).toEqual(times.toSorted().toReversed());
    const [first, second] = [await list({ pageSize: 1 }), await list({ page: 2, pageSize: 1 })];
    expect([first.requests[0]?.id, second.requests[0]?.id]).toEqual(all.requests.slice(0, 2).map(({ id }) => id));
    expect(first).toMatchObject({ hasMore: true });
    expect((await list({ page: 9 })).requests).toEqual([]);
    expect((await list({ status: "REJECTED" })).requests.map(({ status }) => status)).toEqual(["REJECTED"]);
    expect((await list({ toolName: "delete_note" })).requests).toHaveLength(1);
    expect((await list({ serverId: "notes", userId })).requests).toHaveLength(3);
    expect((await list({ serverId: "nobody" })).requests).toEqual([]);
    expect(await list({ pageSize: 5000 })).toMatchObject({ pageSize: 100 });
    for (const bad of [{ page: 0 }, { status: "pending" }, { page: 5000, pageSize: 100 }])
      expect(await wire.refusal(wire.admin, "LIST_APPROVAL_REQUESTS", bad)).toBe("500 1001");
  });

  test("unknown ones are 1001", async () => {
    expect(await wire.refusal(wire.admin, "GET_APPROVAL_REQUEST", { id: "apr_nobody" })).toBe("500 1001");
    expect(await wire.refusal(wire.admin, "DECIDE_APPROVAL_REQUEST", { id: "apr_nobody", decision: "APPROVED" })).toBe(
      "500 1001",
    );
    expect(await wire.refusal(wire.admin, "DECIDE_APPROVAL_REQUEST", { id: "apr_nobody", decision: "MAYBE" })).toBe(
      "500 1001",
    );
  });
});
