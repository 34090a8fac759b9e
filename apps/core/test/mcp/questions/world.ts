import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import path from "node:path";
import {
  Client as ModernSdkClient,
  StreamableHTTPClientTransport as ModernSdkTransport,
} from "@modelcontextprotocol/client";
import { Client as LegacySdkClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacySdkTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { createAgentTokens } from "../../add-agent.ts";
import { type Api, createTestCore, type TestCore } from "../../create-test-core.ts";

const PROGRAM = path.resolve(import.meta.dirname, "asking-server.ts");

export type Json = Record<string, unknown>;
export type Era = "legacy" | "modern";

/** What a client declares in these tests when it can be asked everything. */
export const EVERYTHING = { sampling: {}, elicitation: { form: {}, url: {} }, roots: { listChanged: true } };

/** What Core declares to every legacy server beside that: docs/extensions.md. */
export const PAGES = {
  extensions: { "io.modelcontextprotocol/ui": { mimeTypes: ["text/html;profile=mcp-app"] } },
};

/** Answers a question by what it says, so that an answer that went astray would show. */
export const answerFor = (name: string, { method, params }: { method: string; params?: unknown }): Json => {
  const asked = (params ?? {}) as Json;
  if (method === "roots/list") return { roots: [{ uri: `file:///of/${name}` }] };
  if (method === "sampling/createMessage")
    return { model: "m", role: "assistant", content: { type: "text", text: `${name} samples` } };
  if (asked.mode === "url") return { action: "accept" };
  return { action: "accept", content: { name: `${name} for ${String(asked.message)}` } };
};

/** A client of a person, of either era and from the official packages, that answers every question at once. */
export interface AskedClient {
  asked: { method: string; params: Json }[];
  told: string[];
  /** The text of a tool's answer. */
  call(tool: string, args?: Json, signal?: AbortSignal): Promise<string>;
  rootsChanged(): Promise<void>;
  close(): Promise<void>;
}

export interface World {
  core: TestCore;
  owner: Api;
  tokenOf(agent: string): Promise<string>;
  connect(era: Era, agent: string, name: string, capabilities?: Json): Promise<AskedClient>;
  stop(): Promise<void>;
}

async function startHttp(era: Era, started: ChildProcess[]): Promise<string> {
  const child = spawn(process.execPath, [PROGRAM, "http", era], { stdio: ["ignore", "pipe", "inherit"] });
  started.push(child);
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error("the server did not start");
}

export const serverIdOf = (transport: string, era: Era): string => `${transport}-${era}`;

/** Core with an asking server for each transport and era, or for those that are named. */
export async function createWorld(only: readonly string[] | null = null): Promise<World> {
  const core = await createTestCore();
  const { api: owner } = await core.setUp();
  const started: ChildProcess[] = [];
  const open: AskedClient[] = [];
  for (const era of ["legacy", "modern"] as const) {
    for (const transport of ["stdio", "http"] as const) {
      const serverId = serverIdOf(transport, era);
      if (only && !only.includes(serverId)) continue;
      await owner.servers.add.mutate({
        serverId,
        launch:
          transport === "stdio"
            ? { transport, command: process.execPath, args: [PROGRAM, "stdio", era], env: {} }
            : { transport, url: await startHttp(era, started), headers: {} },
        publicAccess: true,
      });
    }
  }
  const tokenOf = createAgentTokens(owner);

  return {
    core,
    owner,
    tokenOf,
    async connect(era, agent, name, capabilities = EVERYTHING) {
      const requestInit = { headers: { authorization: `Bearer ${await tokenOf(agent)}` } };
      const url = new URL(`${core.url}/mcp`);
      const asked: AskedClient["asked"] = [];
      const told: string[] = [];
      const hear = (request: { method: string; params?: unknown }): Json => {
        asked.push({ method: request.method, params: (request.params ?? {}) as Json });
        return answerFor(name, request);
      };
      const info = { name: "asked", version: "1" };
      let client: LegacySdkClient;
      if (era === "legacy") {
        client = new LegacySdkClient(info, { capabilities });
        await client.connect(new LegacySdkTransport(url, { requestInit }));
        if (capabilities.elicitation) client.setRequestHandler(ElicitRequestSchema, hear);
        if (capabilities.sampling) client.setRequestHandler(CreateMessageRequestSchema, hear);
        if (capabilities.roots) client.setRequestHandler(ListRootsRequestSchema, hear);
        client.fallbackNotificationHandler = async ({ method }) => void told.push(method);
      } else {
        const modern = new ModernSdkClient(info, {
          capabilities,
          versionNegotiation: { mode: { pin: "2026-07-28" } },
        });
        for (const method of ["elicitation/create", "sampling/createMessage", "roots/list"] as const)
          if (capabilities[method.split("/")[0] as string]) modern.setRequestHandler(method, hear as never);
        await modern.connect(new ModernSdkTransport(url, { requestInit }));
        client = modern as unknown as LegacySdkClient;
      }
      const connected: AskedClient = {
        asked,
        told,
        async call(tool, args = {}, signal = new AbortController().signal) {
          const params = { name: tool, arguments: args };
          const called: Promise<unknown> =
            era === "legacy"
              ? client.callTool(params, undefined, { signal })
              : (client.callTool as (...all: unknown[]) => Promise<unknown>)(params, { signal });
          const result = (await called) as { content: { text: string }[] };
          return result.content[0]?.text ?? "";
        },
        rootsChanged: () => client.sendRootsListChanged(),
        async close() {
          if (era === "legacy") await (client.transport as LegacySdkTransport).terminateSession();
          await client.close();
        },
      };
      open.push(connected);
      return connected;
    },
    async stop() {
      await Promise.all(open.map((client) => client.close().catch(() => {})));
      await core.stop();
      for (const child of started) child.kill();
    },
  };
}
