import path from "node:path";
import {
  Client as ModernSdkClient,
  StreamableHTTPClientTransport as ModernSdkTransport,
} from "@modelcontextprotocol/client";
import { Client as LegacySdkClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacySdkTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createLargeWorld, type LargeWorld } from "./large-world.ts";

const URI = "sdk::file:///large.bin";
const INFO = { name: "sdk", version: "1.0.0" };

let world: LargeWorld;
beforeAll(async () => {
  world = await createLargeWorld();
  const args = [path.resolve(import.meta.dirname, "sdk-server.ts")];
  const launch = { transport: "stdio", command: process.execPath, args } as const;
  await world.api.servers.add.mutate({ serverId: "sdk", publicAccess: true, launch });
});
afterAll(() => world.stop());

const authorization = () => ({ requestInit: { headers: { authorization: `Bearer ${world.token}` } } });

it.each([
  [
    "sdk 1.32",
    async () => {
      const client = new LegacySdkClient(INFO);
      await client.connect(new LegacySdkTransport(world.url, authorization()));
      return client;
    },
  ],
  [
    "client 2.4, pinned to 2026-07-28",
    async () => {
      const client = new ModernSdkClient(INFO, { versionNegotiation: { mode: { pin: "2026-07-28" } } });
      await client.connect(new ModernSdkTransport(world.url, authorization()));
      return client;
    },
  ],
] as const)("the official client %s reads a large resource of an official server", async (_name, connect) => {
  const client = await connect();
  const { contents } = await client.readResource({ uri: URI });
  expect(contents).toMatchObject([{ uri: URI, mimeType: "application/octet-stream" }]);
  const [content] = contents;
  const blob = content && "blob" in content ? content.blob : "";
  expect(Buffer.from(blob, "base64").equals(Buffer.alloc(1_500_000, "large "))).toBe(true);
  await client.close();
  const [end] = (await world.api.audit.list.query({ action: "answer.transfer", limit: 1 })).rows;
  expect(end).toMatchObject({ outcome: "allowed", serverId: "sdk" });
});
