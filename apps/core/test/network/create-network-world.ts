import path from "node:path";
import { CSRF_HEADER } from "@peta/contract";
import { createTRPCClient, httpLink } from "@trpc/client";
import type { AppRouter } from "../../src/surfaces/trpc/app-router.ts";
import { type Api, createTestCore, type TestCore } from "../create-test-core.ts";
import { legacyHeaders, modernHeaders, openSession, type RawAnswer, rpc, send } from "../mcp/raw-client.ts";

const NOTES = path.resolve(import.meta.dirname, "../../src/demo/notes-server.ts");

/** Everything on this machine is a trusted proxy here, so that a request may say where it comes from. */
export const BEHIND_PROXY = { PETA_TRUSTED_PROXIES: "127.0.0.0/8,::1" };

export interface NetworkWorld {
  running: TestCore;
  /** The owner, from 127.0.0.1. */
  owner: Api;
  ownerToken: string;
  /** An agent that may use the notes server. */
  botToken: string;
  mcp: URL;
  /** The typed API from another address. */
  from(address: string, token?: string): Api;
  /** One request to /mcp from an address, without a session. */
  post(address: string, token?: string): Promise<RawAnswer>;
}

/** A real Core with an owner, a server and an agent, in which requests come from wherever they say. */
export async function createNetworkWorld(environment: Record<string, string> = {}): Promise<NetworkWorld> {
  const running = await createTestCore({ ...BEHIND_PROXY, ...environment });
  const { api: owner, token: ownerToken } = await running.setUp();
  await owner.servers.add.mutate({
    serverId: "notes",
    launch: { transport: "stdio", command: process.execPath, args: [NOTES], env: {} },
  });
  await owner.principals.add.mutate({ principalId: "bot", kind: "agent" });
  await owner.permissions.set.mutate({ principalId: "bot", serverId: "notes", enabled: true });
  const botToken = (await owner.tokens.create.mutate({ principalId: "bot" })).token;
  const mcp = new URL(`${running.url}/mcp`);
  return {
    running,
    owner,
    ownerToken,
    botToken,
    mcp,
    from: (address, token = ownerToken) =>
      createTRPCClient<AppRouter>({
        links: [
          httpLink({
            url: `${running.url}/trpc`,
            headers: {
              "x-forwarded-for": address,
              [CSRF_HEADER]: "1",
              ...(token !== "" && { authorization: `Bearer ${token}` }),
            },
          }),
        ],
      }),
    post: (address, token = botToken) =>
      send(mcp, {
        headers: { ...modernHeaders(token, "tools/list"), "x-forwarded-for": address },
        body: rpc("tools/list", { _meta: MODERN_META }),
      }),
  };
}

const MODERN_META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
};

/** Opens a stream and resolves, once it is open, with what to wait for: its end. */
export function openStream(
  url: string,
  headers: Record<string, string>,
  init: RequestInit = {},
): Promise<{ ended: Promise<number>; abort: () => void }> {
  const controller = new AbortController();
  const startedAt = performance.now();
  return fetch(url, { ...init, headers, signal: controller.signal }).then((response) => {
    if (!response.ok || response.body === null) throw new Error(`the stream answered ${response.status}`);
    const reader = response.body.getReader();
    const ended = (async () => {
      for (;;) {
        const { done } = await reader.read();
        if (done) return performance.now() - startedAt;
      }
    })();
    return { ended, abort: () => controller.abort() };
  });
}

/** The three kinds of streams that clients of /mcp and /trpc hold open, all from one address. */
export async function openStreams(world: NetworkWorld, address: string) {
  const forwarded = { "x-forwarded-for": address };
  const sessionId = await openSession(world.mcp, world.botToken);
  const legacy = await openStream(world.mcp.href, {
    ...legacyHeaders(world.botToken, sessionId),
    ...forwarded,
    accept: "text/event-stream",
  });
  const modern = await openStream(
    world.mcp.href,
    { ...modernHeaders(world.botToken, "subscriptions/listen"), ...forwarded },
    { method: "POST", body: rpc("subscriptions/listen", { notifications: {}, _meta: MODERN_META }) },
  );
  const changes = await openStream(`${world.running.url}/trpc/events.changes`, {
    ...forwarded,
    authorization: `Bearer ${world.ownerToken}`,
  });
  return { legacy, modern, changes };
}
