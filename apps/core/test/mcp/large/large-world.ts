import http from "node:http";
import path from "node:path";
import { expect } from "vitest";
import { addAgent } from "../../add-agent.ts";
import { createTestCore } from "../../create-test-core.ts";
import { callLegacy, callModern, legacyHeaders, openSession, type RawAnswer, rpc } from "../raw-client.ts";
import { type Era, type Json, serveLarge } from "./large-server.ts";

const PROGRAM = path.resolve(import.meta.dirname, "large-server.ts");

export const SERVERS = ["legacy-http", "modern-http", "legacy-events", "legacy-stdio", "modern-stdio"] as const;
export type ServerId = (typeof SERVERS)[number];

export const uriOf = (server: ServerId, bytes: number, how = "plain"): string => `${server}::big:///${bytes}/${how}`;

/** The real Core with servers of every kind that have large resources, and an agent that may read them. */
export async function createLargeWorld() {
  const running = await createTestCore();
  const { api } = await running.setUp();
  const url = new URL(`${running.url}/mcp`);
  const served = {
    "legacy-http": await serveLarge("legacy", false),
    "modern-http": await serveLarge("modern", false),
    "legacy-events": await serveLarge("legacy", true),
  };
  await Promise.all([
    ...Object.entries(served).map(([serverId, { url: at }]) =>
      api.servers.add.mutate({ serverId, publicAccess: true, launch: { transport: "http", url: at } }),
    ),
    ...(["legacy", "modern"] as const).map((era) =>
      api.servers.add.mutate({
        serverId: `${era}-stdio`,
        publicAccess: true,
        launch: { transport: "stdio", command: process.execPath, args: [PROGRAM, "stdio", era] },
      }),
    ),
  ]);
  const token = await addAgent(api, "bot");
  const session = await openSession(url, token);
  return {
    api,
    url,
    token,
    session,
    served,
    read: (client: Era, uri: string, more: Json = {}): Promise<RawAnswer> =>
      client === "legacy"
        ? callLegacy(url, token, session, "resources/read", { uri, ...more })
        : callModern(url, token, "resources/read", { uri, ...more }),
    call: (server: ServerId, length: number): Promise<RawAnswer> =>
      callLegacy(url, token, session, "tools/call", { name: `${server}__echo`, arguments: { length } }),
    /** A reader that takes nothing until it is told to. */
    readSlowly: (uri: string): Promise<http.IncomingMessage> =>
      new Promise((resolve, reject) => {
        const body = rpc("resources/read", { uri });
        const request = http.request(url, { method: "POST", headers: legacyHeaders(token, session), agent: false });
        request.on("response", (response) => resolve(response.pause())).on("error", reject);
        request.end(body);
      }),
    /** The newest record of a kind, once there are so many. */
    async record(action: string, count: number) {
      let rows: Awaited<ReturnType<typeof api.audit.list.query>>["rows"] = [];
      await expect
        .poll(async () => {
          ({ rows } = await api.audit.list.query({ action, limit: 100 }));
          return rows.length;
        })
        .toBe(count);
      return rows[0];
    },
    async stop() {
      await running.stop();
      await Promise.all(Object.values(served).map((server) => server.close()));
    },
  };
}

export type LargeWorld = Awaited<ReturnType<typeof createLargeWorld>>;
