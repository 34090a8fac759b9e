import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  Client as ModernSdkClient,
  StreamableHTTPClientTransport as ModernSdkTransport,
} from "@modelcontextprotocol/client";
import { Client as LegacySdkClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacySdkTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { createTestDatabase } from "@peta/db/testing";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { createApi, OWNER, SETUP_TOKEN } from "../create-test-core.ts";
import { createRuns } from "./run-core.ts";

const FIXTURE = path.resolve(import.meta.dirname, "../../src/adapters/mcp-client/fixtures/stdio-server.ts");
const directory = mkdtempSync(path.join(tmpdir(), "peta-sessions-"));
vi.setConfig({ testTimeout: 120_000 });
const { start, stopAll } = createRuns(directory);
afterEach(stopAll);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const INFO = { name: "sdk", version: "1.0.0" };

/** As far as this test goes, the two official clients are one. */
interface SdkClient {
  callTool(params: object, ...rest: unknown[]): Promise<unknown>;
  listTools(): Promise<{ tools: { name: string }[] }>;
  close(): Promise<void>;
}

const connect = async (url: URL, token: string) => {
  const options = { requestInit: { headers: { authorization: `Bearer ${token}` } } };
  const legacy = new LegacySdkClient(INFO);
  const legacyTransport = new LegacySdkTransport(url, options);
  await legacy.connect(legacyTransport);
  const modern = new ModernSdkClient(INFO, { versionNegotiation: { mode: "legacy" } });
  const modernTransport = new ModernSdkTransport(url, options);
  await modern.connect(modernTransport);
  return [
    { client: legacy as unknown as SdkClient, sessionId: () => legacyTransport.sessionId },
    { client: modern as unknown as SdkClient, sessionId: () => modernTransport.sessionId },
  ];
};

test("after kill -9 both official clients go on in their sessions, hear how their calls ended, and nothing is called twice", async () => {
  const database = await createTestDatabase();
  const environment = { PETA_SETUP_TOKEN: SETUP_TOKEN, DATABASE_URL: database.url };
  const first = start(environment);
  const url = await first.ready;
  const { token } = await createApi(url).installation.setUp.mutate({
    setupToken: SETUP_TOKEN,
    ...OWNER,
    wantsToken: true,
  });
  if (token === undefined) throw new Error("set-up gave no token");
  const owner = createApi(url, token);
  await owner.servers.add.mutate({
    serverId: "fixture",
    launch: { transport: "stdio", command: process.execPath, args: [FIXTURE], env: {} },
    publicAccess: true,
  });
  const agents = await connect(new URL(`${url}/mcp`), token);
  const sessions = agents.map(({ sessionId }) => sessionId());

  // Nobody can come back for a call before its stream has begun: that of a call that takes long does by itself.
  const calls = agents.map(({ client }) =>
    client.callTool({ name: "fixture__hang", arguments: {} }).then(
      () => "answered",
      (error: Error) => error.message,
    ),
  );
  await new Promise((resolve) => setTimeout(resolve, 3_500));
  first.child.kill("SIGKILL");
  await first.ended;

  const second = start({ ...environment, BACKEND_PORT: new URL(url).port });
  await second.ready;
  for (const said of await Promise.all(calls)) expect(said).toContain("Core did not repeat it");
  for (const { client } of agents)
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain("fixture__echo");
  expect(agents.map(({ sessionId }) => sessionId())).toEqual(sessions);
  const { rows } = await owner.audit.list.query({ limit: 200 });
  expect(rows.filter(({ action }) => action === "initialize")).toHaveLength(2);
  expect(rows.filter(({ action }) => action === "tools/call")).toHaveLength(0);
  expect(rows.filter(({ errorCode }) => errorCode === "request.interrupted")).toHaveLength(2);
  for (const { client } of agents) await client.close();
  await stopAll();
  await database.drop();
});
