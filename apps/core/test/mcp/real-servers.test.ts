import path from "node:path";
import {
  Client as ModernSdkClient,
  StreamableHTTPClientTransport as ModernSdkTransport,
} from "@modelcontextprotocol/client";
import { Client as LegacySdkClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacySdkTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/adapters/clock.ts";
import { createMcpConnector } from "../../src/adapters/mcp-client/index.ts";
import type { ServerConnection } from "../../src/modules/servers/index.ts";
import { defaultServerLimits } from "../../src/modules/servers/index.ts";
import { readCatalogue } from "../../src/modules/servers/read-catalogue.ts";
import { createHarness, type Harness } from "./create-harness.ts";
import { callLegacy, callModern, legacyHeaders, openSession, send } from "./raw-client.ts";

// The reference server of the protocol, as a real child process behind Core.
const PROGRAM = path.resolve(
  import.meta.dirname,
  "../../../../node_modules/@modelcontextprotocol/server-everything/dist/index.js",
);

const silent = () => {};
const log = { debug: silent, info: silent, warn: silent, error: silent };
const connector = createMcpConnector({
  clock: systemClock,
  log,
  clientInfo: { name: "peta", version: "0.0.0" },
  environment: process.env,
});

let connection: ServerConnection;
let harness: Harness;
let token: string;
beforeAll(async () => {
  connection = await connector.connect(
    { transport: "stdio", command: process.execPath, args: [PROGRAM, "stdio"], env: {} },
    { serverId: "everything", workspaceId: "wsp_1", knownVersion: null, timeoutMs: 30_000 },
  );
  const { capabilities } = await readCatalogue(connection, defaultServerLimits, 10_000);
  harness = await createHarness({
    world: {
      servers: [{ serverId: "everything", capabilities }],
      grants: [{ handle: "claude", target: "everything::get-env", enabled: false }],
    },
    link: {
      request: (_workspaceId, _serverId, method, params, options) => connection.request(method, params, options),
      watch: async () => () => {},
      watchTask: async () => ({ isTold: false, stop() {} }),
      notifySession() {},
      endSession() {},
    },
  });
  token = harness.issue("claude");
});
afterAll(async () => {
  await harness.close();
  await connector.close();
});

const withToken = () => ({ requestInit: { headers: { authorization: `Bearer ${token}` } } });

const CLIENTS = {
  "sdk 1.32": async () => {
    const client = new LegacySdkClient({ name: "sdk", version: "1" });
    await client.connect(new LegacySdkTransport(harness.url, withToken()));
    return client;
  },
  "client 2.4, pinned to 2026-07-28": async () => {
    const client = new ModernSdkClient(
      { name: "sdk", version: "1" },
      { versionNegotiation: { mode: { pin: "2026-07-28" } } },
    );
    await client.connect(new ModernSdkTransport(harness.url, withToken()));
    return client as unknown as LegacySdkClient;
  },
};

describe.each(Object.entries(CLIENTS))("%s, through Core, to the reference server", (name, connect) => {
  it("lists, calls, reads and gets what is there, without the tool that is denied", async () => {
    const client = await connect();
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toContain("everything__echo");
    expect(tools.map((tool) => tool.name)).not.toContain("everything__get-env");
    expect(await client.callTool({ name: "everything__echo", arguments: { message: "hello" } })).toMatchObject({
      content: [{ type: "text", text: "Echo: hello" }],
    });
    await expect(client.callTool({ name: "everything__get-env", arguments: {} })).rejects.toMatchObject({
      code: -32602,
    });

    const { resources } = await client.listResources();
    const uri = resources[0]?.uri ?? "";
    expect(uri).toMatch(/^everything::/);
    expect((await client.readResource({ uri })).contents[0]?.uri).toBe(uri);
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates[0]?.uriTemplate).toMatch(/^everything::/);
    const { prompts } = await client.listPrompts();
    const simple = prompts.find((prompt) => prompt.name === "everything__simple-prompt");
    expect(simple).toBeDefined();
    expect((await client.getPrompt({ name: "everything__simple-prompt" })).messages.length).toBeGreaterThan(0);
    await client.close();
  });

  it("sees every step of progress", async () => {
    const client = await connect();
    const steps: number[] = [];
    const options = { onprogress: ({ progress }: { progress: number }) => void steps.push(progress) };
    const params = { name: "everything__trigger-long-running-operation", arguments: { duration: 0.3, steps: 3 } };
    // The second parameter of version 1 is a schema; version 2 has none.
    const result = await (name === "sdk 1.32"
      ? client.callTool(params, undefined, options)
      : client.callTool(params, options as never));
    expect(result.isError).toBeFalsy();
    // The clients drop progress that arrives with the answer; what Core sends is checked with a raw client.
    expect(steps.slice(0, 2)).toEqual([1, 2]);
    await client.close();
  });
});

it("forwards each progress step before the answer, in both eras", async () => {
  const session = await openSession(harness.url, token);
  const params = {
    name: "everything__trigger-long-running-operation",
    arguments: { duration: 0.2, steps: 4 },
    _meta: { progressToken: "p" },
  };
  for (const answer of [
    await callLegacy(harness.url, token, session, "tools/call", params),
    await callModern(harness.url, token, "tools/call", params),
  ]) {
    expect(answer.events.map((event) => (event.params as { progress?: number } | undefined)?.progress)).toEqual([
      1,
      2,
      3,
      4,
      undefined,
    ]);
    expect(
      answer.events.slice(0, 4).every((event) => (event.params as { progressToken: string }).progressToken === "p"),
    ).toBe(true);
    expect(answer.body.result?.content).toBeDefined();
  }
});

it("tells the server about a cancellation and records it", async () => {
  const session = await openSession(harness.url, token);
  const opened = callLegacy(
    harness.url,
    token,
    session,
    "tools/call",
    {
      name: "everything__trigger-long-running-operation",
      arguments: { duration: 20, steps: 200 },
      _meta: { progressToken: 1 },
    },
    "long",
  );
  // The next request is read after the first one: it is under way by then.
  await callLegacy(harness.url, token, session, "ping");
  await send(harness.url, {
    headers: legacyHeaders(token, session),
    body: '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"long"}}',
  });
  expect((await opened).body.result).toBeUndefined();
  expect((await harness.recorded((entry) => entry.requestId === "long")).outcome).toBe("cancelled");
});

it("says which server died", async () => {
  const session = await openSession(harness.url, token);
  await connection.close();
  const answer = await callLegacy(harness.url, token, session, "tools/call", {
    name: "everything__echo",
    arguments: { message: "x" },
  });
  expect(answer.body.error?.code).toBe(-32603);
  expect(answer.body.error?.data?.code).toMatch(/^server\./);
});
