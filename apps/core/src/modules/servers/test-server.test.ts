import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../adapters/clock.ts";
import { createMcpConnector } from "../../adapters/mcp-client/index.ts";
import { callerOf, createServersKit, stdioLaunch } from "./twins/servers-kit.ts";
import type { ServerConnector } from "./server-connector.ts";

const quiet = (): void => {};
const fixture = path.resolve(import.meta.dirname, "../../adapters/mcp-client/fixtures/stdio-server.ts");
const launchOf = (mode: string, env: Record<string, string> = {}) => ({
  transport: "stdio" as const,
  command: process.execPath,
  args: [fixture, mode],
  env,
});

let connector: ServerConnector;
let kit: ReturnType<typeof createServersKit>;
const actor = callerOf();
beforeEach(() => {
  connector = createMcpConnector({
    clock: systemClock,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    clientInfo: { name: "peta-test", version: "0.0.0" },
    environment: process.env,
    stopGraceMs: 300,
  });
  kit = createServersKit({ startTimeoutMs: 1_500 }, { connector });
});
afterEach(() => connector.close());

const stepsOf = (steps: readonly { step: string; ok: boolean }[]) => steps.map(({ step, ok }) => `${step} ${ok}`);

describe("a test of a configuration that is not saved, against real processes", () => {
  test("a good server: every step, what it is and what it lists; nothing is saved, and it is stopped", async () => {
    const result = await kit.servers.test(actor, { launch: launchOf("good") });
    expect(result).toMatchObject({
      ok: true,
      era: "legacy",
      protocolVersion: "2025-11-25",
      serverName: "fixture",
      serverVersion: "1.0.0",
      error: null,
    });
    expect(stepsOf(result.steps)).toEqual(["check true", "start true", "handshake true", "catalogue true"]);
    expect(result.capabilities).toContainEqual({
      kind: "tool",
      name: "echo",
      title: null,
      description: "The tool echo.",
    });
    expect(kit.store.rows.size).toBe(0);
    const pid = Number(result.stderrTail.join().match(/pid (\d+)/)?.[1]);
    expect(() => process.kill(pid, 0)).toThrow();
    expect(kit.actions()).toEqual(["server.test allowed"]);
  });

  test("a modern server is named as one", async () => {
    expect(await kit.servers.test(actor, { launch: launchOf("modern") })).toMatchObject({
      ok: true,
      era: "modern",
      protocolVersion: "2026-07-28",
    });
  });

  test.each([
    ["ends at once", launchOf("exit"), ["check true", "start true", "handshake false"], "server.start_failed"],
    ["hangs", launchOf("hang"), ["check true", "start true", "handshake false"], "server.timeout"],
    ["answers garbage", launchOf("garbage"), ["check true", "start true", "handshake false"], "server.protocol_error"],
    [
      "speaks another revision",
      launchOf("future"),
      ["check true", "start true", "handshake false"],
      "server.protocol_error",
    ],
    ["does not exist", stdioLaunch({ command: "no-such-program-here" }), ["check false"], "server.launch_refused"],
    [
      "is a shell line (A46)",
      stdioLaunch({ command: "bash", args: ["-c", "x"] }),
      ["check false"],
      "server.launch_refused",
    ],
  ])("a server that %s: the step it fails in, why, and what to do", async (_name, launch, steps, code) => {
    const result = await kit.servers.test(actor, { launch });
    expect(stepsOf(result.steps)).toEqual(steps);
    expect(result).toMatchObject({ ok: false, era: null, capabilities: [], error: { code } });
    expect(result.error?.remedy.length).toBeGreaterThan(20);
    expect(result.steps.at(-1)?.message).toBe(result.error?.message);
    expect(kit.actions()[1]).toBe(code === "server.launch_refused" ? "server.test denied" : "server.test failed");
  });

  test("the last words of a server that ends are in the result, its secrets are not", async () => {
    const result = await kit.servers.test(actor, { launch: launchOf("exit", { API_TOKEN: "API_KEY is not set" }) });
    // Started twice: it might have been a legacy server that does not like to be asked for its discovery.
    expect(new Set(result.stderrTail)).toEqual(new Set(["Error: ••••••"]));
    expect(JSON.stringify([result, kit.recorded])).not.toContain("API_KEY is not set");
  });
});

test("a real server from registration to the end: call, death mid-call, next call, removal", async () => {
  kit = createServersKit({}, { connector });
  await kit.servers.add(actor, {
    serverId: "fix",
    launch: launchOf("good"),
    publicAccess: false,
    allowUnreachable: false,
  });
  const call = (name: string) =>
    kit.servers.link.request(
      "wsp_1",
      "fix",
      "tools/call",
      { name, arguments: { message: "hi" } },
      { timeoutMs: 5_000 },
    );
  expect(await call("echo")).toMatchObject({ result: { content: [{ text: "hi" }] } });
  await expect(call("die")).rejects.toMatchObject({ code: "server.died" });
  expect(await kit.servers.get(actor, "fix")).toMatchObject({
    status: "offline",
    stderrTail: expect.arrayContaining(["fatal: out of luck"]),
  });
  expect(await call("echo")).toMatchObject({ result: { content: [{ text: "hi" }] } });
  expect(await kit.servers.test(actor, { serverId: "fix" })).toMatchObject({ ok: true });
  await kit.servers.remove(actor, "fix");
  await expect(call("echo")).rejects.toMatchObject({ code: "server.not_found" });
});
