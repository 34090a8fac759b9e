import path from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ToolListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addAgent } from "./add-agent.ts";
import { type Api, createApi, createTestCore, refusal, type TestCore } from "./create-test-core.ts";

const NOTES = path.resolve(import.meta.dirname, "../src/demo/notes-server.ts");
const CANARY = "canary-of-the-servers-environment";

let running: TestCore;
let owner: Api;
let agentToken: string;
beforeAll(async () => {
  running = await createTestCore();
  ({ api: owner } = await running.setUp());
  await owner.servers.add.mutate({
    serverId: "notes",
    launch: { transport: "stdio", command: process.execPath, args: [NOTES], env: { NOTES_KEY: CANARY } },
  });
  agentToken = await addAgent(owner, "bot");
});
afterAll(() => running.stop());

async function connect(token: string): Promise<Client> {
  const client = new Client({ name: "test-agent", version: "1.2.3" });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${running.url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  );
  return client;
}
const namesOf = async (client: Client) => (await client.listTools()).tools.map((tool) => tool.name).sort();
const setTool = (name: string, enabled: boolean | null) =>
  owner.permissions.set.mutate({ principalId: "bot", serverId: "notes", capability: { kind: "tool", name }, enabled });

describe("an agent with a token", () => {
  test("sees nothing before a switch says so, then what it may use, and is refused the rest", async () => {
    const client = await connect(agentToken);
    expect(await namesOf(client)).toEqual([]);
    const view = await owner.permissions.set.mutate({ principalId: "bot", serverId: "notes", enabled: true });
    expect(
      view.servers[0]?.capabilities
        .filter((capability) => capability.kind === "tool")
        .every((tool) => tool.effect === "allow"),
    ).toBe(true);
    await setTool("delete_note", false);
    const names = await namesOf(client);
    expect(names).toContain("notes__list_notes");
    expect(names).not.toContain("notes__delete_note");

    const listed = await client.callTool({ name: "notes__list_notes", arguments: {} });
    expect(listed.isError).not.toBe(true);
    await expect(client.callTool({ name: "notes__delete_note", arguments: { id: "1" } })).rejects.toMatchObject({
      code: -32602,
    });
    await expect(client.callTool({ name: "notes__no_such_tool", arguments: {} })).rejects.toMatchObject({
      code: -32602,
    });
    await client.close();
  });

  test("hears of a change within a second, and the next call is decided by it (A7)", async () => {
    await setTool("add_note", true);
    const client = await connect(agentToken);
    expect(await namesOf(client)).toContain("notes__add_note");
    const changed = new Promise<number>((resolve) => {
      client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve(performance.now()));
    });
    // The notification stream is opened in the background after the handshake.
    await new Promise((resolve) => setTimeout(resolve, 200));
    const switchedAt = performance.now();
    await setTool("add_note", false);
    expect((await changed) - switchedAt).toBeLessThan(1_000);
    expect(await namesOf(client)).not.toContain("notes__add_note");
    await expect(
      client.callTool({ name: "notes__add_note", arguments: { title: "x", text: "y" } }),
    ).rejects.toMatchObject({ code: -32602 });
    await client.close();
  });

  test("a rule on the arguments refuses a visible tool with its reason; saving over a newer version is refused", async () => {
    await setTool("add_note", true);
    const rule = {
      id: "no-secrets",
      priority: 10,
      match: { servers: ["notes"], capabilities: ["add_note"] },
      when: 'args.text.contains("password")',
      effect: "deny" as const,
      description: "Notes hold no passwords.",
    };
    const saved = await owner.policies.save.mutate({ version: 0, rules: [rule] });
    expect(saved.version).toBe(1);
    expect(await refusal(owner.policies.save.mutate({ version: 0, rules: [] }))).toBe("policy.invalid");
    expect(await refusal(owner.policies.save.mutate({ version: 1, rules: [{ ...rule, when: "args." }] }))).toBe(
      "policy.invalid",
    );
    const client = await connect(agentToken);
    const refused = await client.callTool({
      name: "notes__add_note",
      arguments: { title: "t", text: "the password is x" },
    });
    expect(refused.isError).toBe(true);
    expect(JSON.stringify(refused.content)).toContain("no-secrets");
    expect(
      (await client.callTool({ name: "notes__add_note", arguments: { title: "t", text: "buy milk" } })).isError,
    ).not.toBe(true);
    await client.close();
  });

  test("the typed API takes the same path", async () => {
    const agent = createApi(running.url, agentToken);
    expect((await agent.gateway.listTools.query({})).map((tool) => tool.canonicalName)).toContain("notes::list_notes");
    expect((await agent.gateway.callTool.mutate({ name: "notes::list_notes" })).content).toBeDefined();
    expect(await refusal(agent.gateway.callTool.mutate({ name: "notes::delete_note", arguments: { id: "1" } }))).toBe(
      "capability.not_found",
    );
    expect(await refusal(agent.permissions.show.query({ principalId: "olga.owner" }))).toBe("auth.forbidden");
  });

  test("A26: what is hidden from it does not exist in what it may ask about itself either", async () => {
    const agent = createApi(running.url, agentToken);
    await owner.servers.add.mutate({
      serverId: "vault",
      launch: { transport: "stdio", command: process.execPath, args: [NOTES], env: {} },
    });
    const shown = await agent.permissions.show.query({ principalId: "bot" });
    expect(shown.servers.map((server) => server.serverId)).toEqual(["notes"]);
    expect(shown.servers[0]?.capabilities.map((one) => one.name)).toContain("list_notes");
    expect(JSON.stringify(shown)).not.toContain("delete_note");
    const all = await owner.permissions.show.query({ principalId: "bot" });
    expect(JSON.stringify(all)).toContain("vault::delete_note");

    const explain = (serverId: string, name: string) =>
      agent.permissions.explain
        .query({ principalId: "bot", serverId, name })
        .catch((error: Error) => error.message.replace(name, "NAME"));
    const unknown = await explain("nowhere", "nothing");
    expect(unknown).toBe("Unknown tool: NAME");
    expect(await explain("notes", "delete_note")).toBe(unknown);
    expect(await explain("vault", "list_notes")).toBe(unknown);
    const visible = await agent.permissions.explain.query({
      principalId: "bot",
      serverId: "notes",
      name: "add_note",
      arguments: { text: "x" },
    });
    expect(visible.decision.effect).toBe("allow");
    expect(visible.rules.map((rule) => rule.ruleId)).toEqual(["no-secrets"]);
    const other = await agent.permissions.explain.query({ principalId: "bot", serverId: "notes", name: "list_notes" });
    expect(other.rules).toEqual([]);
    await owner.servers.remove.mutate({ serverId: "vault" });
  });
});

describe("the audit", () => {
  test("has every request with who, what, decision and reason, opens arguments for administrators, and verifies", async () => {
    const { rows } = await owner.audit.list.query({ principalId: "bot", limit: 200 });
    const calls = rows.filter((row) => row.action === "tools/call");
    const refused = calls.find(
      (row) =>
        row.capabilityName === "add_note" &&
        row.outcome === "denied" &&
        row.determinedBy.some((by) => by.includes("no-secrets")),
    );
    expect(refused).toMatchObject({ serverId: "notes", decision: "deny", clientName: "test-agent", channel: "mcp" });
    const detail = await owner.audit.get.query({ auditId: refused?.auditId ?? "" });
    expect(JSON.stringify(detail.detail)).toContain("the password is x");
    expect(calls.some((row) => row.outcome === "allowed" && row.durationMs !== null)).toBe(true);
    expect(calls.some((row) => row.outcome === "denied" && row.capabilityName === "delete_note")).toBe(true);
    const administrative = (await owner.audit.list.query({ limit: 200 })).rows.map((row) => row.action);
    for (const action of [
      "installation.set_up",
      "server.add",
      "principal.add",
      "token.create",
      "permission.set",
      "policy.save",
    ])
      expect(administrative).toContain(action);
    expect(
      (await fetch(`${running.url}/mcp`, { method: "POST", headers: { authorization: "Bearer made-up" } })).status,
    ).toBe(401);
    // Nobody waits for the record of somebody unknown.
    const strangers = async () => (await owner.audit.list.query({ action: "authenticate" })).rows;
    await expect
      .poll(async () => (await strangers())[0])
      .toMatchObject({ outcome: "denied", principalId: null, errorCode: "auth.invalid_token" });
    expect(await owner.audit.verify.mutate()).toMatchObject({ ok: true });
    expect(await refusal(owner.audit.get.query({ auditId: "aud_none" }))).toBe("audit.not_found");
  });
});

test("no secret is in the log, the API's answers, the audit or the plain columns of the database", async () => {
  const answers = JSON.stringify([
    await owner.servers.get.query({ serverId: "notes" }),
    await owner.servers.list.query(),
    await owner.tokens.list.query({}),
    await owner.audit.list.query({ limit: 500 }),
  ]);
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: running.databaseUrl });
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
  );
  let stored = "";
  for (const { name } of tables) stored += JSON.stringify((await client.query(`SELECT t::text FROM "${name}" t`)).rows);
  await client.end();
  for (const secret of [CANARY, agentToken, "correct horse battery", "the password is x"]) {
    expect(running.logged()).not.toContain(secret);
    expect(answers).not.toContain(secret);
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(Buffer.from(secret).toString("hex"));
  }
  expect(stored).toContain("notes");
});
