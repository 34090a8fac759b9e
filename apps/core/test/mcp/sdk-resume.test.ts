import net from "node:net";
import {
  Client as ModernSdkClient,
  StreamableHTTPClientTransport as ModernSdkTransport,
} from "@modelcontextprotocol/client";
import { Client as LegacySdkClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacySdkTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { expect, it } from "vitest";
import type { ServerOutcome } from "../../src/modules/servers/server-link.ts";
import { createHarness, textResult } from "./create-harness.ts";

/** A wire that can be cut: every connection at once, while new ones get through. */
async function createWire(port: number) {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((incoming) => {
    const outgoing = net.connect(port, "127.0.0.1");
    for (const [from, to] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy()).on("close", () => (sockets.delete(from), to.destroy()));
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as net.AddressInfo).port,
    cut,
    close: () => (cut(), server.close()),
  };
}

const INFO = { name: "sdk", version: "1.0.0" };
const CALL = { name: "notes__add", arguments: {} };

it("both official clients get progress and answer of a call whose connection broke under way", async () => {
  const finishers: (() => void)[] = [];
  const harness = await createHarness({
    answer: ({ options }) =>
      new Promise<ServerOutcome>((resolve) => {
        const tell = (progress: number): void =>
          options.onNotification?.({ method: "notifications/progress", params: { progress } });
        tell(1);
        finishers.push(() => {
          tell(2);
          resolve(textResult("after all"));
        });
      }),
  });
  const wire = await createWire(Number(harness.url.port));
  harness.url.port = String(wire.port);
  const options = { requestInit: { headers: { authorization: `Bearer ${harness.issue("claude")}` } } };
  const legacy = new LegacySdkClient(INFO);
  await legacy.connect(new LegacySdkTransport(harness.url, options));
  const modern = new ModernSdkClient(INFO, { versionNegotiation: { mode: "legacy" } });
  await modern.connect(new ModernSdkTransport(harness.url, options));

  type Call = (onprogress: (params: { progress: number }) => void) => Promise<unknown>;
  const begin = async (call: Call) => {
    const heard: number[] = [];
    const { content } = (await call(({ progress }) => heard.push(progress))) as { content?: unknown };
    return { heard, content };
  };
  const outcomes = [
    begin((onprogress) => legacy.callTool(CALL, undefined, { onprogress })),
    begin((onprogress) => modern.callTool(CALL, { onprogress })),
  ];
  await expect.poll(() => finishers.length).toBe(2);
  // What was sent has arrived.
  await new Promise((resolve) => setTimeout(resolve, 50));
  wire.cut();
  await new Promise((resolve) => setTimeout(resolve, 50));
  for (const finish of finishers) finish();
  for (const { heard, content } of await Promise.all(outcomes)) {
    expect(content).toEqual([{ type: "text", text: "after all" }]);
    expect(heard).toContain(1);
  }
  expect(harness.sent).toHaveLength(2);
  expect(harness.surface.sessionCount()).toBe(2);
  await legacy.close();
  await modern.close();
  wire.close();
  await harness.close();
});
