import {
  Client as ModernSdkClient,
  StreamableHTTPClientTransport as ModernSdkTransport,
} from "@modelcontextprotocol/client";
import { Client as LegacySdkClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacySdkTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHarness, type Harness } from "./create-harness.ts";

/** What the two official clients have in common, as far as these tests go. */
interface AnyClient {
  listTools(): Promise<{ tools: { name: string }[] }>;
  callTool(
    params: { name: string; arguments?: Record<string, unknown> },
    ...rest: never[]
  ): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

const INFO = { name: "sdk", version: "1.0.0" };
const withToken = (token: string) => ({ requestInit: { headers: { authorization: `Bearer ${token}` } } });

const connectLegacySdk = async (url: URL, token: string): Promise<LegacySdkClient> => {
  const client = new LegacySdkClient(INFO);
  await client.connect(new LegacySdkTransport(url, withToken(token)));
  return client;
};

const connectModernSdk = async (url: URL, token: string, mode: unknown): Promise<ModernSdkClient> => {
  const client = new ModernSdkClient(INFO, { versionNegotiation: { mode } as never });
  await client.connect(new ModernSdkTransport(url, withToken(token)));
  return client;
};

const CLIENTS = {
  "sdk 1.32": connectLegacySdk,
  "client 2.4, auto": (url: URL, token: string) => connectModernSdk(url, token, "auto"),
  "client 2.4, pinned to 2026-07-28": (url: URL, token: string) => connectModernSdk(url, token, { pin: "2026-07-28" }),
  "client 2.4, legacy": (url: URL, token: string) => connectModernSdk(url, token, "legacy"),
} as Record<string, (url: URL, token: string) => Promise<unknown>>;

let harness: Harness;
let client: AnyClient | undefined;
beforeEach(async () => {
  harness = await createHarness({ world: { grants: [{ handle: "claude", target: "notes::wipe", enabled: false }] } });
});
afterEach(async () => {
  await client?.close();
  await harness.close();
});

describe.each(Object.keys(CLIENTS))("%s", (name) => {
  const connect = async (token: string): Promise<AnyClient> =>
    (client = (await CLIENTS[name]?.(harness.url, token)) as AnyClient);

  it("lists what it may use and calls it", async () => {
    const agent = await connect(harness.issue("claude"));
    expect((await agent.listTools()).tools.map((tool) => tool.name)).toEqual(["notes__add"]);
    const result = await agent.callTool({ name: "notes__add", arguments: { text: "milk" } });
    expect(result.content).toEqual([{ type: "text", text: '{"text":"milk"}' }]);
    expect(harness.sent.map(({ serverId, params }) => [serverId, params.name])).toEqual([["notes", "add"]]);
  });

  it("is refused a denied tool as if there were none", async () => {
    const agent = await connect(harness.issue("claude"));
    await expect(agent.callTool({ name: "notes__wipe", arguments: {} })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining("Unknown tool: notes__wipe"),
    });
    await expect(agent.callTool({ name: "notes__nothing", arguments: {} })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining("Unknown tool: notes__nothing"),
    });
    expect(harness.sent).toEqual([]);
    expect(
      harness.audit.filter((entry) => entry.action === "tools/call").map((entry) => [entry.outcome, entry.errorCode]),
    ).toEqual([
      ["denied", "capability.not_found"],
      ["denied", "capability.not_found"],
    ]);
  });

  it("is not let in with an unknown token (A2)", async () => {
    await expect(connect("made-up")).rejects.toThrow();
    expect(harness.strangers.map((refusal) => refusal.errorCode)).toContain("auth.invalid_token");
  });
});
