import path from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDiscoveryStore } from "../../src/adapters/prisma/discovery-store.ts";
import { createDb } from "@peta/db";
import { addAgent } from "../add-agent.ts";
import { type Api, createApi, createTestCore, refusal, type TestCore } from "../create-test-core.ts";

const NOTES = path.resolve(import.meta.dirname, "../../src/demo/notes-server.ts");
type Result = { content: { text: string }[]; structuredContent?: Record<string, unknown>; isError?: boolean };

let running: TestCore;
let owner: Api;
let agent: { token: string; api: Api; client: Client };
beforeAll(async () => {
  running = await createTestCore();
  ({ api: owner } = await running.setUp());
  await owner.servers.add.mutate({
    serverId: "notes",
    publicAccess: true,
    launch: { transport: "stdio", command: process.execPath, args: [NOTES] },
  });
  const token = await addAgent(owner, "bot");
  agent = { token, api: createApi(running.url, token), client: await connect(token) };
});
afterAll(async () => {
  await agent.client.close();
  await running.stop();
});

async function connect(token: string | null): Promise<Client> {
  const client = new Client({ name: "test-agent", version: "1" });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${running.url}/mcp${token === null ? "/public" : ""}`), {
      requestInit: { headers: { ...(token !== null && { authorization: `Bearer ${token}` }) } },
    }),
  );
  return client;
}
const names = async (): Promise<string[]> => (await agent.client.listTools()).tools.map(({ name }) => name);
const call = async (name: string, args: Record<string, unknown> = {}): Promise<Result> =>
  (await agent.client.callTool({ name, arguments: args })) as Result;
const notes = async (): Promise<number> =>
  (await owner.servers.get.query({ serverId: "notes" })).capabilities.filter(({ kind }) => kind === "resource").length;
/** A note is a resource: some time after a new one Core has read the lists anew, and forgotten what it kept. */
const isReadAnew = (before: number) => expect.poll(notes, { timeout: 10_000 }).toBe(before + 1);
const newest = async () => (await owner.audit.list.query({ limit: 1 })).rows[0];

describe("discovery, with a real client and server", () => {
  it("strict: an agent searches, describes and executes, and the tool is what is recorded", async () => {
    await owner.discovery.setDefault.mutate({ profile: "strict" });
    expect(await names()).toEqual(["peta__catalog_search", "peta__catalog_describe", "peta__catalog_execute"]);
    const found = await call("peta__catalog_search", { query: "write down a new note" });
    expect(found.structuredContent?.matches).toContainEqual(expect.objectContaining({ name: "notes__add_note" }));
    const { structuredContent = {} } = await call("peta__catalog_describe", { names: ["notes__add_note"] });
    const before = await notes();
    const [tool] = structuredContent.tools as { schemaHash: string; definition: { inputSchema: object } }[];
    expect(tool?.definition.inputSchema).toMatchObject({ type: "object" });
    const done = await call("peta__catalog_execute", {
      name: "notes__add_note",
      schemaHash: tool?.schemaHash,
      arguments: { title: "Found", text: "By a search." },
    });
    expect(done.isError).not.toBe(true);
    expect(await newest()).toMatchObject({ action: "tools/call", serverId: "notes", capabilityName: "add_note" });
    await isReadAnew(before);
  });

  it("a person sets it for their agents and themselves, an agent for itself, and nobody for others (A24)", async () => {
    await owner.principals.add.mutate({ principalId: "uma", kind: "person", role: "user" });
    await owner.principals.add.mutate({ principalId: "umas-bot", kind: "agent", ownerId: "uma" });
    const uma = createApi(running.url, (await owner.tokens.create.mutate({ principalId: "uma" })).token);
    expect(await uma.discovery.set.mutate({ principalId: "umas-bot", profile: "flat" })).toMatchObject({
      principalId: "umas-bot",
      profile: "flat",
      source: "principal",
    });
    expect(await refusal(uma.discovery.set.mutate({ principalId: "bot", profile: "flat" }))).toBe("auth.forbidden");
    expect(await refusal(uma.discovery.show.query({ principalId: "bot" }))).toBe("auth.forbidden");
    expect(await refusal(uma.discovery.setDefault.mutate({ profile: "flat" }))).toBe("auth.forbidden");
    expect(await refusal(uma.discovery.set.mutate({ clientKey: "tok_unknown", profile: "flat" }))).toBe(
      "client.not_found",
    );
    expect(await agent.api.discovery.set.mutate({ profile: "hybrid", pinned: ["notes::read_note"] })).toMatchObject({
      listed: expect.arrayContaining(["notes__read_note"]),
      source: "principal",
    });
    const seen = async (api: Api) => (await api.discovery.settings.query()).map(({ principalId }) => principalId);
    expect(await seen(owner)).toEqual(expect.arrayContaining([null, "umas-bot", "bot"]));
    expect(await seen(uma)).toEqual([null, "umas-bot"]);
  });

  it("a client's own setting is narrower than its principal's, and taking it away gives that one back", async () => {
    const { tokenId } = (await owner.tokens.list.query({ principalId: "bot" }))[0]!;
    await agent.api.discovery.set.mutate({ clientKey: tokenId, profile: "flat" });
    expect(await names()).toContain("notes__delete_note");
    expect(await agent.api.discovery.set.mutate({ clientKey: tokenId, profile: null })).toMatchObject({
      profile: "hybrid",
      source: "principal",
    });
    expect(await names()).toEqual(expect.not.arrayContaining(["notes__delete_note"]));
    await agent.api.discovery.set.mutate({ profile: null });
  });

  it("counts which tools a principal has used, the most used first", async () => {
    for (const name of ["notes__read_note", "notes__list_notes", "notes__list_notes"]) await call(name, { id: "1" });
    await owner.servers.update.mutate({ serverId: "notes", anonymousAccess: true, anonymousTools: ["list_notes"] });
    const stranger = await connect(null);
    await stranger.callTool({ name: "notes__list_notes", arguments: {} });
    await stranger.close();
    await owner.servers.update.mutate({ serverId: "notes", anonymousAccess: false });
    const { prisma, close } = createDb(running.databaseUrl, { onError: () => {} });
    const { id, workspaceId } = await prisma.principal.findFirstOrThrow({ where: { handle: "bot" } });
    const used = await createDiscoveryStore({ prisma, newId: () => "" }).mostUsed(workspaceId, 2);
    await close();
    expect(used.get(id)?.[0]).toBe("notes::list_notes");
    expect(used.get(id)).toHaveLength(2);
    // What strangers use is nobody's habit, and there are many of them.
    expect([...used.keys()].filter((key) => key.startsWith("anonymous"))).toEqual([]);
  });

  it("a search of the typed API finds what the principal sees", async () => {
    const found = await owner.discovery.search.query({ query: "delete", asPrincipalId: "bot" });
    expect(found.matches[0]).toMatchObject({ name: "notes::delete_note", server: "notes" });
    expect(await refusal(agent.api.discovery.search.query({ query: "x", asPrincipalId: "uma" }))).toBe(
      "auth.forbidden",
    );
  });

  it("no server takes the name of Core's own tools (A32)", async () => {
    const launch = { transport: "stdio" as const, command: process.execPath, args: [NOTES] };
    expect(await refusal(owner.servers.add.mutate({ serverId: "peta", launch }))).toBe("server.duplicate");
  });
});

describe("the result cache, with a real client and server", () => {
  const ref = { serverId: "notes", kind: "tool" as const, name: "list_notes" };
  const list = async (): Promise<string> => (await call("notes__list_notes")).content[0]?.text ?? "";

  it("is set, seen at work, and made stale by a tool that writes", async () => {
    const policy = await owner.cache.setPolicy.mutate({ ...ref, ttlSeconds: 600, invalidatedBy: ["add_note"] });
    expect(policy).toMatchObject({ enabled: true, scope: "principal", problem: null });
    await list();
    await list();
    expect(await newest()).toMatchObject({ determinedBy: expect.arrayContaining(["cache:hit"]) });
    expect(await owner.cache.policies.query()).toMatchObject([{ name: "list_notes", hits: 1, misses: 1, entries: 1 }]);
    const [entry] = await owner.cache.entries.query();
    expect(entry).toMatchObject({ principalId: "bot", hits: 1, scope: "principal" });
    expect(JSON.stringify(entry)).not.toContain("Groceries");
    const before = await notes();
    await call("notes__add_note", { title: "Fresh", text: "x" });
    expect(await list()).toContain("Fresh");
    expect(await owner.cache.status.query()).toMatchObject({ hits: 1, misses: 2 });
    await isReadAnew(before);
  });

  it("keeps what is not said when a policy changes, and forgets what was kept", async () => {
    const changed = await owner.cache.setPolicy.mutate({ ...ref, keyFields: ["page"] });
    expect(changed).toMatchObject({ ttlSeconds: 600, invalidatedBy: ["add_note"], keyFields: ["page"], entries: 0 });
    expect(await owner.cache.setPolicy.mutate({ ...ref, keyFields: null })).toMatchObject({ keyFields: null });
  });

  it.each([
    ["all", { scope: "all" }],
    ["principal", { scope: "principal", principalId: "bot" }],
    ["server", { scope: "server", serverId: "notes" }],
    ["capability", { scope: "capability", ...ref }],
  ] as const)("is purged by %s, on the record", async (_scope, input) => {
    await list();
    expect(await owner.cache.purge.mutate(input)).toEqual({ purged: 1 });
    expect(await newest()).toMatchObject({ action: "cache.purge", outcome: "allowed" });
  });

  it("is never for danger level 2 and above: not when it is set, and not when the level is raised later", async () => {
    await owner.servers.setCapability.mutate({ ...ref, dangerLevel: 2 });
    expect(await owner.cache.policies.query()).toMatchObject([
      { problem: expect.stringContaining("danger level is 2") },
    ]);
    expect(await refusal(owner.cache.setPolicy.mutate(ref))).toBe("input.invalid");
    expect(await owner.cache.setPolicy.mutate({ ...ref, enabled: false })).toMatchObject({ enabled: false });
    await owner.servers.setCapability.mutate({ ...ref, dangerLevel: 0 });
  });

  it("refuses what does not exist, and everybody but administrators", async () => {
    const of = (change: object) => refusal(owner.cache.setPolicy.mutate({ ...ref, ...change }));
    expect(await of({ serverId: "nothing" })).toBe("server.not_found");
    expect(await of({ name: "nothing" })).toBe("capability.not_found");
    expect(await of({ ttlSeconds: 0 })).toBe("input.invalid");
    expect(await refusal(owner.cache.removePolicy.mutate({ ...ref, name: "nothing" }))).toBe("cache_policy.not_found");
    expect(await refusal(owner.cache.purge.mutate({ scope: "principal", principalId: "nobody" }))).toBe(
      "principal.not_found",
    );
    expect(await refusal(agent.api.cache.setPolicy.mutate(ref))).toBe("auth.forbidden");
    expect(await refusal(agent.api.cache.purge.mutate({ scope: "all" }))).toBe("auth.forbidden");
  });

  it("is taken away", async () => {
    await owner.cache.removePolicy.mutate(ref);
    expect(await owner.cache.policies.query()).toEqual([]);
    await list();
    await list();
    expect(await newest()).toMatchObject({ determinedBy: ["danger:0"] });
  });
});
