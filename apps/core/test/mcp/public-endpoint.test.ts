import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Api, createApi, createTestCore, refusal, type TestCore } from "../create-test-core.ts";
import { callModern, send } from "./raw-client.ts";

const DEMO = new URL("../../src/demo/notes-server.ts", import.meta.url).pathname;
const LAUNCH = { transport: "stdio" as const, command: process.execPath, args: [DEMO] };

let running: TestCore;
let owner: Api;
let ownerToken: string;
const endpoint = (path = ""): URL => new URL(`${running.url}/mcp/public${path}`);
const update = (change: Omit<Parameters<Api["servers"]["update"]["mutate"]>[0], "serverId">) =>
  owner.servers.update.mutate({ serverId: "notes", ...change });

beforeAll(async () => {
  // The tests come from behind a proxy that says which address a request is from.
  running = await createTestCore({ PETA_TRUSTED_PROXIES: "127.0.0.1" });
  ({ api: owner, token: ownerToken } = await running.setUp());
  await owner.servers.add.mutate({
    serverId: "notes",
    launch: LAUNCH,
  });
  await update({ anonymousAccess: true, anonymousRateLimit: 20, anonymousTools: ["list_notes"] });
});
afterAll(() => running.stop());

const requestInit = (address: string) => ({ headers: { "x-forwarded-for": address } });
const legacyClient = async (path: string, address: string): Promise<Client> => {
  const client = new Client({ name: "legacy", version: "1" }, { capabilities: { elicitation: {} } });
  await client.connect(new StreamableHTTPClientTransport(endpoint(path), { requestInit: requestInit(address) }));
  return client;
};
const modernClient = async (path: string, address: string): Promise<ModernClient> => {
  const client = new ModernClient(
    { name: "modern", version: "1" },
    { versionNegotiation: { mode: { pin: "2026-07-28" } } },
  );
  await client.connect(new ModernTransport(endpoint(path), { requestInit: requestInit(address) }));
  return client;
};

test("both official clients use the chosen tool without a token, in the first workspace and by its name", async () => {
  const { slug = "" } = (await owner.workspaces.list.query())[0] ?? {};
  for (const client of [
    await legacyClient("", "192.0.2.1"),
    await modernClient("", "192.0.2.2"),
    await modernClient(`/${slug}`, "192.0.2.3"),
  ]) {
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(["notes__list_notes"]);
    expect((await client.callTool({ name: "notes__list_notes", arguments: {} })).isError).toBeFalsy();
    await expect(client.callTool({ name: "notes__add_note", arguments: { text: "x" } })).rejects.toThrow(
      "Unknown tool",
    );
    await client.close();
  }
  const { rows } = await owner.audit.list.query({ channel: "public", action: "tools/call" });
  expect(rows.map(({ outcome, principalId, channel }) => [outcome, principalId, channel])).toEqual(
    Array.from({ length: 3 }, () => [
      ["denied", "(anonymous)", "public"],
      ["allowed", "(anonymous)", "public"],
    ]).flat(),
  );
  expect((await owner.audit.list.query({ channel: "mcp" })).rows).toEqual([]);
  expect((await owner.principals.list.query()).map(({ principalId }) => principalId)).not.toContain("(anonymous)");
});

test("an address has its own rate; another one, and people with a token, still have theirs", async () => {
  const ask = (address: string) =>
    send(endpoint(), { headers: { "content-type": "application/json", "x-forwarded-for": address }, body: "{}" });
  const statuses: number[] = [];
  for (let i = 0; i < 21; i++) statuses.push((await ask("198.51.100.7")).status);
  expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  const refused = await ask("198.51.100.7");
  expect(refused.body.error).toMatchObject({
    message: expect.stringMatching(/^One address may send 20 requests a minute/) as string,
    data: { code: "request.rate_limited" },
  });
  expect(refused.headers["retry-after"]).toMatch(/^\d+$/);
  expect((await ask("198.51.100.8")).status).toBe(406);
  expect((await callModern(new URL(`${running.url}/mcp`), ownerToken, "tools/list")).status).toBe(200);
});

test("another workspace opens its own, and nothing of this one's (A23, A26)", async () => {
  const { token } = await owner.workspaces.add.mutate({ slug: "side", name: "Side", wantsToken: true });
  const side = createApi(running.url, token);
  const headers = { "content-type": "application/json", "x-forwarded-for": "203.0.113.1" };
  const answers = await Promise.all(["/side", "/nowhere"].map((path) => send(endpoint(path), { headers, body: "{}" })));
  expect(answers.map(({ status }) => status)).toEqual([401, 401]);
  expect(answers[0]?.text).toBe(answers[1]?.text);
  await side.servers.add.mutate({ serverId: "notes", launch: LAUNCH });
  await side.servers.update.mutate({ serverId: "notes", anonymousAccess: true, anonymousTools: ["read_note"] });
  const namesAt = async (path: string): Promise<string[]> => {
    const client = await modernClient(path, "203.0.113.2");
    const { tools } = await client.listTools();
    await client.close();
    return tools.map(({ name }) => name);
  };
  expect([await namesAt("/side"), await namesAt("")]).toEqual([["notes__read_note"], ["notes__list_notes"]]);
  expect((await side.audit.list.query({ channel: "public" })).rows.length).toBeGreaterThan(0);
});

test("only an administrator opens anything, and what is closed is closed at once (A7)", async () => {
  await owner.principals.add.mutate({ principalId: "bot", kind: "agent" });
  const client = await legacyClient("", "203.0.113.9");
  await update({ anonymousTools: [] });
  await expect(client.listTools()).rejects.toThrow();
  expect(await refusal(update({ anonymousTools: ["wipe_everything"] }))).toBe("capability.not_found");
  const opened = await update({ anonymousTools: "read-only" });
  expect(opened.capabilities.filter(({ anonymous }) => anonymous).map(({ name }) => name)).toContain("list_notes");
  await client.close();
});
