import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema, TaskStatusNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { createAgentTokens } from "../../add-agent.ts";
import { type Api, createTestCore, type TestCore } from "../../create-test-core.ts";
import {
  callModern,
  modernHeaders,
  modernMeta,
  openStream,
  type OpenStream,
  type RawAnswer,
  rpc,
} from "../raw-client.ts";

export type Json = Record<string, unknown>;
export const TASKS = "io.modelcontextprotocol/tasks";
const FIXTURE = path.resolve(import.meta.dirname, "../../conformance/fixture/main.ts");
const DECLARED = { elicitation: { form: {} }, extensions: { [TASKS]: {} } };

export interface TaskWorld {
  core: TestCore;
  owner: Api;
  url: URL;
  tokenOf(agent: string): Promise<string>;
  connect(agent: string): Promise<TaskClient>;
  /** A request of 2026-07-28, with the extension declared. */
  modern(agent: string, method: string, params: Json, capabilities?: Json): Promise<RawAnswer>;
  /** A listen stream of 2026-07-28 for these tasks, with the extension declared. */
  listen(agent: string, taskIds: unknown[]): Promise<OpenStream>;
  stop(): Promise<void>;
}

/** The official client of 2025-11-25, which answers forms, with what it was asked and told. */
export interface TaskClient {
  client: Client;
  asked: Json[];
  told: Json[];
}

const PROGRAMS = { legacy: path.join(import.meta.dirname, "legacy-task-server.ts"), modern: FIXTURE };

async function startHttp(era: keyof typeof PROGRAMS, started: ChildProcess[]): Promise<string> {
  const child = spawn(process.execPath, [PROGRAMS[era], "http", era], { stdio: ["ignore", "pipe", "inherit"] });
  started.push(child);
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error("the server did not start");
}

/** Core with a task server for each era and transport, as `stdio-legacy` and so on. No package serves the modern ones. */
export async function createTaskWorld(): Promise<TaskWorld> {
  const core = await createTestCore();
  const { api: owner } = await core.setUp();
  const started: ChildProcess[] = [];
  const open: Client[] = [];
  await Promise.all(
    (["legacy", "modern"] as const).flatMap((era) => {
      const add = (serverId: string, launch: Parameters<typeof owner.servers.add.mutate>[0]["launch"]) =>
        owner.servers.add.mutate({ serverId, launch, publicAccess: true });
      return [
        add(`stdio-${era}`, {
          transport: "stdio",
          command: process.execPath,
          args: [PROGRAMS[era], "stdio", era],
          env: {},
        }),
        startHttp(era, started).then((url) => add(`http-${era}`, { transport: "http", url, headers: {} })),
      ];
    }),
  );
  const tokenOf = createAgentTokens(owner);
  const url = new URL(`${core.url}/mcp`);
  return {
    core,
    owner,
    url,
    tokenOf,
    async connect(agent) {
      const client = new Client({ name: "tasks", version: "1" }, { capabilities: { elicitation: { form: {} } } });
      const asked: Json[] = [];
      const told: Json[] = [];
      client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
        asked.push(params);
        return { action: "accept", content: { name: agent } };
      });
      client.setNotificationHandler(TaskStatusNotificationSchema, ({ params }) => void told.push(params));
      const requestInit = { headers: { authorization: `Bearer ${await tokenOf(agent)}` } };
      // What nobody listens to is not told: the client opens its stream after it has connected, in its own time.
      const { promise: isListening, resolve } = Promise.withResolvers<void>();
      const watching: typeof fetch = async (address, init) => {
        const response = await fetch(address, init);
        if (init?.method === "GET" && response.ok) resolve();
        return response;
      };
      await client.connect(new StreamableHTTPClientTransport(url, { requestInit, fetch: watching }));
      await isListening;
      open.push(client);
      return { client, asked, told };
    },
    modern: async (agent, method, params, capabilities = DECLARED) =>
      callModern(url, await tokenOf(agent), method, {
        ...params,
        _meta: modernMeta({ "io.modelcontextprotocol/clientCapabilities": capabilities }),
      }),
    async listen(agent, taskIds) {
      const _meta = modernMeta({ "io.modelcontextprotocol/clientCapabilities": DECLARED });
      return openStream(url, {
        method: "POST",
        headers: modernHeaders(await tokenOf(agent), "subscriptions/listen"),
        body: rpc("subscriptions/listen", { notifications: { taskIds }, _meta }),
      });
    },
    async stop() {
      await Promise.all(open.map((client) => client.close().catch(() => {})));
      await core.stop();
      for (const child of started) child.kill();
    },
  };
}
