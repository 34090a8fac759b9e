import path from "node:path";
import {
  Client as ModernSdkClient,
  StreamableHTTPClientTransport as ModernSdkTransport,
} from "@modelcontextprotocol/client";
import { Client as LegacySdkClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacySdkTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textOf, type Json } from "./large-server.ts";
import { createLargeWorld, type LargeWorld, SERVERS, uriOf } from "./large-world.ts";

const BYTES = 1_200_000;

let world: LargeWorld;
beforeAll(async () => {
  world = await createLargeWorld();
  const args = [path.resolve(import.meta.dirname, "sdk-server.ts")];
  const launch = { transport: "stdio", command: process.execPath, args } as const;
  await world.api.servers.add.mutate({ serverId: "sdk", publicAccess: true, launch });
});
afterAll(() => world.stop());

describe.each(["legacy", "modern"] as const)("a %s client", (client) => {
  it.each([
    ...SERVERS.map((server) => [server, "plain"] as const),
    ["legacy-http", "id-last"],
    ["legacy-events", "id-last"],
    ["modern-stdio", "id-last"],
  ] as const)("reads a large resource of %s, %s, as it reads a small one", async (server, how) => {
    const uri = uriOf(server, BYTES, how);
    const answer = await world.read(client, uri);
    expect(answer.headers["content-length"]).toBeUndefined();
    expect(answer.headers["content-type"]).toBe("application/json");
    const { contents, ...rest } = answer.body.result as Json & { contents: Json[] };
    expect(contents[0]?.text === textOf(BYTES)).toBe(true);
    expect({ ...contents[0], text: "" }).toEqual({
      uri,
      mimeType: "text/x",
      "x-unknown": { deep: [null] },
      text: "",
      annotations: { priority: 1 },
    });
    expect(contents.slice(1)).toEqual([{ uri: `${server}::big:///second`, blob: "AAAA", text: "" }, 7]);
    // What every answer goes through: forged keys are gone, and each era has its own members (A33, A27).
    const small = await world.read(client, uriOf(server, 1));
    expect(small.headers["content-length"]).toBeDefined();
    const { contents: _, ...restOfSmall } = small.body.result as Json;
    expect(rest).toEqual(restOfSmall);
    expect(rest._meta).toMatchObject({ "vendor.example/kept": [1] });
    expect(JSON.stringify(rest)).not.toMatch(/peta\/cache|approval|protocol\/x/);
  });
});

it("ends a stream of events with a large answer, after what came before it", async () => {
  const more = { _meta: { progressToken: "mine" } };
  const answer = await world.read("legacy", uriOf("legacy-events", BYTES, "progress"), more);
  expect(answer.headers["content-type"]).toBe("text/event-stream");
  expect(answer.events).toMatchObject([
    { method: "notifications/progress", params: { progressToken: "mine", progress: 1 } },
    { id: 1, result: { contents: [{ mimeType: "text/x" }, {}, 7] } },
  ]);
});

it("records a large read before its first byte leaves, and its end with the bytes before the last", async () => {
  const uri = uriOf("legacy-stdio", BYTES);
  const before = (await world.api.audit.list.query({ action: "answer.transfer", limit: 100 })).rows.length;
  const { text } = await world.read("modern", uri);
  const end = await world.record("answer.transfer", before + 1);
  const [call] = (await world.api.audit.list.query({ action: "resources/read", limit: 1 })).rows;
  expect(call).toMatchObject({ outcome: "allowed", serverId: "legacy-stdio" });
  expect(call?.reason).toMatch(/it is passed on while it arrives/);
  expect(end).toMatchObject({ outcome: "allowed", serverId: "legacy-stdio" });
  const { result: _, ...envelope } = JSON.parse(text) as Json;
  const bytes = Buffer.byteLength(text) - Buffer.byteLength(JSON.stringify({ ...envelope, result: 0 })) + 1;
  expect(end?.reason).toBe(`The large answer was passed on whole: ${bytes} bytes.`);
});

it("hands the answers of two clients on one line to each its own, while a call on it goes on (A21)", async () => {
  const [first, second, call] = await Promise.all([
    world.read("modern", uriOf("legacy-stdio", BYTES, "id-last")),
    world.read("legacy", uriOf("legacy-stdio", 2 * BYTES, "id-last")),
    world.call("legacy-stdio", BYTES),
  ]);
  const lengthOf = ({ body }: typeof first): number =>
    (body.result as { contents: { text: string }[] }).contents[0]?.text.length ?? 0;
  expect(lengthOf(first)).toBe(textOf(BYTES).length);
  expect(lengthOf(second)).toBe(textOf(2 * BYTES).length);
  expect(call.body.result).toMatchObject({ content: [{ text: "x".repeat(BYTES) }] });
});

it("has a server over HTTP wait for a slow reader, and passes the rest on when they read again", async () => {
  const { large } = world.served["legacy-http"];
  const before = large.written;
  const response = await world.readSlowly(uriOf("legacy-http", 40_000_000));
  let written = -1;
  await expect
    .poll(
      () => {
        const isStill = large.written === written;
        written = large.written;
        return isStill;
      },
      { interval: 150 },
    )
    .toBe(true);
  // What the sockets and Core hold between them.
  expect(written - before).toBeLessThan(30_000_000);
  let bytes = 0;
  for await (const chunk of response) bytes += (chunk as Buffer).length;
  expect(bytes).toBeGreaterThan(40_000_000);
});

it("lets nobody on a line wait for a slow reader: the rest waits on disk (A35)", async () => {
  const slow = await world.readSlowly(uriOf("modern-stdio", 20_000_000));
  expect((await world.call("modern-stdio", 5)).body.result).toMatchObject({ content: [{ text: "xxxxx" }] });
  let bytes = 0;
  for await (const chunk of slow) bytes += (chunk as Buffer).length;
  expect(bytes).toBeGreaterThan(20_000_000);
});

it.each(["legacy-http", "modern-http", "legacy-events"] as const)(
  "ends the request at %s when its client goes away, and records that as cancelled",
  async (server) => {
    const { large } = world.served[server];
    const before = (await world.api.audit.list.query({ action: "answer.transfer", limit: 100 })).rows.length;
    const broken = large.brokenOff;
    const response = await world.readSlowly(uriOf(server, 40_000_000));
    response.destroy();
    const end = await world.record("answer.transfer", before + 1);
    expect(end).toMatchObject({ outcome: "cancelled", errorCode: "request.cancelled" });
    expect(end?.reason).toMatch(/^The large answer was broken off after \d+ bytes\./);
    await expect.poll(() => large.brokenOff).toBe(broken + 1);
    if (server !== "modern-http") await expect.poll(() => large.cancelled.length).toBeGreaterThan(0);
  },
);

const authorization = () => ({ requestInit: { headers: { authorization: `Bearer ${world.token}` } } });

it.each([
  [
    "sdk 1.32",
    async () => {
      const client = new LegacySdkClient({ name: "sdk", version: "1.0.0" });
      await client.connect(new LegacySdkTransport(world.url, authorization()));
      return client;
    },
  ],
  [
    "client 2.4, pinned to 2026-07-28",
    async () => {
      const client = new ModernSdkClient(
        { name: "sdk", version: "1.0.0" },
        { versionNegotiation: { mode: { pin: "2026-07-28" } } },
      );
      await client.connect(new ModernSdkTransport(world.url, authorization()));
      return client;
    },
  ],
] as const)(
  "the official client %s reads a large resource of an official server, which writes the id last",
  async (_name, connect) => {
    const uri = "sdk::file:///large.bin";
    const client = await connect();
    const { contents } = await client.readResource({ uri });
    expect(contents).toMatchObject([{ uri, mimeType: "application/octet-stream" }]);
    const [content] = contents;
    const blob = content && "blob" in content ? content.blob : "";
    expect(Buffer.from(blob, "base64").equals(Buffer.alloc(1_500_000, "large "))).toBe(true);
    await client.close();
    const [end] = (await world.api.audit.list.query({ action: "answer.transfer", limit: 1 })).rows;
    expect(end).toMatchObject({ outcome: "allowed", serverId: "sdk" });
  },
);
