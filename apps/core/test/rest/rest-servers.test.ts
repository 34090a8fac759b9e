import { readFileSync } from "node:fs";
import path from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FixtureApi, startApi } from "../../src/adapters/mcp-client/fixtures/rest-api.ts";
import { addAgent } from "../add-agent.ts";
import { type Api, createApi, createTestCore, refusal, type TestCore } from "../create-test-core.ts";

const PETS = readFileSync(path.join(import.meta.dirname, "pets-openapi.yaml"), "utf8");
const CANARY = "canary-of-the-api-7d1f";

let running: TestCore;
let owner: Api;
let agentToken: string;
let pets: FixtureApi;
let baseUrl: string;
beforeAll(async () => {
  pets = await startApi(({ method, url, headers, body }) => {
    if (headers["x-api-key"] !== CANARY) return { status: 401, body: { error: "no key" } };
    if (url === "/openapi.yaml") return { body: PETS };
    if (method === "POST") return { status: 201, body: { id: "p1", ...(JSON.parse(body) as object) } };
    if (url === "/v1/pets/none") return { status: 404, body: { error: "no such pet", key: headers["x-api-key"] } };
    return { body: [{ name: "Rex", url, key: headers["x-api-key"] }] };
  });
  baseUrl = pets.url;
  running = await createTestCore();
  ({ api: owner } = await running.setUp());
  agentToken = await addAgent(owner, "bot");
});
afterAll(async () => {
  await running.stop();
  await pets.close();
});

const auth = { kind: "apiKey", in: "header", name: "X-Api-Key", value: CANARY } as const;
const headers = () => ({ authorization: `Bearer ${agentToken}` });

async function legacyClient(): Promise<Client> {
  const client = new Client({ name: "legacy", version: "1" });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${running.url}/mcp`), { requestInit: { headers: headers() } }),
  );
  return client;
}
async function modernClient(): Promise<ModernClient> {
  const client = new ModernClient(
    { name: "modern", version: "1" },
    { versionNegotiation: { mode: { pin: "2026-07-28" } } },
  );
  await client.connect(new ModernTransport(new URL(`${running.url}/mcp`), { requestInit: { headers: headers() } }));
  return client;
}

describe("a REST API behind Core", () => {
  beforeAll(async () => {
    const preview = await owner.servers.previewOpenApi.mutate({ source: { text: PETS }, baseUrl });
    if (!preview.definition) throw new Error(preview.problems.join(" "));
    await owner.servers.add.mutate({
      serverId: "pets",
      launch: { transport: "rest", definition: preview.definition, auth },
    });
    await owner.permissions.set.mutate({ principalId: "bot", serverId: "pets", enabled: true });
  });

  test("is a server with a state and a catalogue", async () => {
    expect(await owner.servers.get.query({ serverId: "pets" })).toMatchObject({
      status: "online",
      transport: "rest",
      counts: { tools: 3 },
      serverInfo: { name: "Pets" },
    });
  });

  test.each([
    ["of the handshake", legacyClient],
    ["without sessions", modernClient],
  ])("is tools for a client %s", async (_name, connect) => {
    const client = await connect();
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(["pets__listPets", "pets__addPet", "pets__get_pets_petId"]);
    const listed = await client.callTool({ name: "pets__listPets", arguments: { filter_kind_: "dog", limit: 5 } });
    expect(listed).toMatchObject({
      structuredContent: { items: [{ name: "Rex", url: "/v1/pets?filter%5Bkind%5D=dog&limit=5", key: "••••••" }] },
    });
    const made = await client.callTool({ name: "pets__addPet", arguments: { body: { name: "Tom" } } });
    expect(made).toMatchObject({ structuredContent: { id: "p1", name: "Tom" } });
    const missing = await client.callTool({ name: "pets__get_pets_petId", arguments: { petId: "none" } });
    expect(missing).toMatchObject({
      isError: true,
      content: [{ text: 'The API answered HTTP 404 (Not Found).\n{"error":"no such pet","key":"••••••"}' }],
    });
    await client.close();
  });

  test("policy, danger levels and the audit hold as for any server", async () => {
    await owner.servers.setCapability.mutate({ serverId: "pets", kind: "tool", name: "addPet", enabled: false });
    const client = await legacyClient();
    // Within a second, on a busy machine too.
    await expect
      .poll(() => client.callTool({ name: "pets__addPet", arguments: { body: {} } }).catch((error: unknown) => error), {
        timeout: 5_000,
      })
      .toMatchObject({ code: -32602 });
    await client.close();
    const { rows } = await owner.audit.list.query({ limit: 50 });
    expect(
      rows.some(
        ({ serverId, action, outcome }) => serverId === "pets" && action === "tools/call" && outcome === "allowed",
      ),
    ).toBe(true);
  });

  test("its definition is given back whole, and holds no credential (A28)", async () => {
    const { definition, tools } = await owner.servers.restDefinition.query({ serverId: "pets" });
    expect(tools).toHaveLength(3);
    const update = await owner.servers.update.mutate({
      serverId: "pets",
      launch: { transport: "rest", definition, auth },
    });
    expect(update).toMatchObject({ status: "online" });
  });

  test("a key that the API refuses shows in the test of the server when there is a probe", async () => {
    const { definition } = await owner.servers.restDefinition.query({ serverId: "pets" });
    const launch = {
      transport: "rest",
      definition: { ...definition, probe: "/pets" },
      auth: { ...auth, value: "wrong" },
    } as const;
    expect(await owner.servers.test.mutate({ launch })).toMatchObject({
      ok: false,
      error: { code: "server.unreachable" },
    });
    expect(await owner.servers.test.mutate({ launch: { ...launch, auth } })).toMatchObject({
      ok: true,
      serverName: "Pets",
    });
  });

  test("each user may call it with a key of their own", async () => {
    const { definition } = await owner.servers.restDefinition.query({ serverId: "pets" });
    await owner.servers.add.mutate({
      serverId: "own-pets",
      launch: { transport: "rest", definition },
      userFields: [{ key: "apiKey", label: "API key", secret: true, placement: { in: "header", name: "X-Api-Key" } }],
    });
    await owner.principals.add.mutate({ principalId: "uma", kind: "person", role: "user" });
    const token = (await owner.tokens.create.mutate({ principalId: "uma" })).token;
    await owner.permissions.set.mutate({ principalId: "uma", serverId: "own-pets", enabled: true });
    const uma = createApi(running.url, token);
    await uma.userServers.configure.mutate({ serverId: "own-pets", values: { apiKey: CANARY } });
    const answer = await uma.gateway.callTool.mutate({ name: "own-pets::listPets", arguments: {} });
    expect(JSON.stringify(answer)).toContain("Rex");
    expect(JSON.stringify(answer)).not.toContain(CANARY);
  });

  test("A28: the key is in no answer, no record and no line of the log", async () => {
    const seen = [
      await owner.servers.get.query({ serverId: "pets" }),
      await owner.servers.list.query(),
      await owner.servers.restDefinition.query({ serverId: "pets" }),
      (await owner.audit.list.query({ limit: 200 })).rows,
    ];
    expect(JSON.stringify(seen)).not.toContain(CANARY);
    expect(running.logged()).not.toContain(CANARY);
  });
});

describe("what is refused", () => {
  test("a definition that does not fit says where; one that does is read as YAML", async () => {
    const text = `baseUrl: ${baseUrl}\ntools:\n  - { name: list, method: GET, path: /pets }\n`;
    expect(await owner.servers.parseRestDefinition.mutate({ text })).toMatchObject({
      tools: [{ name: "list", method: "GET", path: "/pets" }],
    });
    const wrong = owner.servers.parseRestDefinition.mutate({ text: text.replace("GET", "FETCH") });
    await expect(wrong).rejects.toThrow("tools.0.method");
    expect(await refusal(owner.servers.parseRestDefinition.mutate({ text: "a: [" }))).toBe("input.invalid");
    expect(await refusal(owner.servers.parseRestDefinition.mutate({ text: text.replace("/pets", "/../x") }))).toBe(
      "server.launch_refused",
    );
  });

  test("A40: documents are fetched by the guard alone", async () => {
    const from = (url: string) => refusal(owner.servers.previewOpenApi.mutate({ source: { url } }));
    expect(await from("http://169.254.169.254/latest/meta-data")).toBe("server.launch_refused");
    expect(await from(`${new URL(baseUrl).origin}/openapi.yaml`)).toBe("server.unreachable");
  });

  test("an API at an address that Core does not go to is not saved", async () => {
    const definition = {
      baseUrl: "http://169.254.169.254",
      tools: [{ name: "get", method: "GET", path: "/x" }],
    } as const;
    const add = owner.servers.add.mutate({
      serverId: "meta",
      launch: { transport: "rest", definition: { ...definition, tools: [...definition.tools] } },
      allowUnreachable: true,
    });
    expect(await refusal(add)).toBe("server.launch_refused");
    expect((await owner.servers.list.query()).map(({ serverId }) => serverId)).not.toContain("meta");
  });
});
