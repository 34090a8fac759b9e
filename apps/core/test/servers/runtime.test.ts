import { execFileSync } from "node:child_process";
import path from "node:path";
import type { LaunchInput } from "@peta/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type FixtureHttpServer,
  type FixtureOptions,
  startHttpServer,
} from "../../src/adapters/mcp-client/fixtures/http-server.ts";
import { type FixtureSseServer, startSseServer } from "../../src/adapters/mcp-client/fixtures/sse-server.ts";
import { type Api, createTestCore, refusal, type TestCore } from "../create-test-core.ts";
import { callLegacy, openSession } from "../mcp/raw-client.ts";

const FIXTURE = path.resolve(import.meta.dirname, "../../src/adapters/mcp-client/fixtures/stdio-server.ts");
const CANARY = "s3cr3t-canary-of-the-runtime";

let running: TestCore;
let owner: Api;
let token: string;
let mcp: URL;
let sse: FixtureSseServer;
const fixtures: FixtureHttpServer[] = [];
beforeAll(async () => {
  running = await createTestCore();
  ({ api: owner, token } = await running.setUp());
  mcp = new URL(`${running.url}/mcp`);
  sse = await startSseServer();
});
afterAll(async () => {
  await running.stop();
  await Promise.all([sse, ...fixtures].map((server) => server.close()));
});

const program = (mode: string, env: Record<string, string> = {}): LaunchInput => ({
  transport: "stdio",
  command: process.execPath,
  args: [FIXTURE, mode],
  env,
});
const script = (source: string): LaunchInput => ({
  transport: "stdio",
  command: process.execPath,
  args: ["-e", source],
});
const call = (session: string, name: string, args = {}) =>
  callLegacy(mcp, token, session, "tools/call", { name, arguments: args });
/** Resolves when the condition holds, in five seconds at most. */
async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + 5_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error("the condition did not come to hold");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
const childrenOfCore = (): number =>
  execFileSync("ps", ["-o", "args=", "--ppid", String(process.pid)])
    .toString()
    .split("\n")
    .filter((line) => line.includes("stdio-server.ts")).length;

test("a program that ends at its start: whoever has it started reads its last lines, once, and no record holds them", async () => {
  const serverId = "broken";
  const launch = script('console.error(["KEY", "is missing"].join(" ")); process.exit(1)');
  const said = async (run: Promise<unknown>): Promise<unknown> => {
    const refused: unknown = await run.catch((error: unknown) => error);
    return (refused as { data: { peta: unknown } }).data.peta;
  };
  const failure = {
    code: "server.start_failed",
    message: "The program has ended at its start: it ended with code 1.",
    lastLines: ["KEY is missing"],
  };
  expect(await said(owner.servers.add.mutate({ serverId, launch }))).toEqual(failure);
  const tested = await owner.servers.test.mutate({ launch });
  expect(tested.stderrTail).toEqual(failure.lastLines);
  await owner.servers.add.mutate({ serverId, launch, allowUnreachable: true });
  expect(await said(owner.servers.restart.mutate({ serverId }))).toEqual(failure);
  expect(await said(owner.servers.refresh.mutate({ serverId }))).toEqual(failure);
  expect(JSON.stringify(await owner.audit.list.query({}))).not.toContain("KEY is missing");
  await owner.servers.remove.mutate({ serverId });
});

describe("one dead or slow server", () => {
  /** How each answers once it is dead, all by itself or at the edge of it. */
  const DEATHS: Record<string, FixtureOptions["intercept"]> = {
    hangs: () => true,
    fails: (_request, response) => Boolean(response.writeHead(500).end("broken")),
    babbles: (_request, response) => Boolean(response.writeHead(200, { "content-type": "text/html" }).end("<p>")),
    drips: (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(": wait\n\n");
      return true;
    },
  };

  test("A51: twenty of them delay nobody's list and nobody's call", async () => {
    const dead = { now: false };
    const ids: string[] = [];
    for (const [death, intercept] of Object.entries(DEATHS)) {
      const server = await startHttpServer({
        era: "legacy",
        intercept: (request, response) => dead.now && intercept?.(request, response) === true,
      });
      fixtures.push(server);
      for (let nth = 1; nth <= 4; nth++) {
        ids.push(`${death}-${nth}`);
        await owner.servers.add.mutate({ serverId: `${death}-${nth}`, launch: { transport: "http", url: server.url } });
      }
    }
    const gone = await startHttpServer({ era: "modern" });
    for (let nth = 1; nth <= 4; nth++) {
      ids.push(`gone-${nth}`);
      await owner.servers.add.mutate({ serverId: `gone-${nth}`, launch: { transport: "http", url: gone.url } });
    }
    await gone.close();
    await owner.servers.add.mutate({ serverId: "good", launch: program("good") });
    const session = await openSession(mcp, token);
    await call(session, "good__echo", { warm: true });
    dead.now = true;
    const pending = ids.flatMap((id) => [1, 2, 3].map(() => call(session, `${id}__echo`)));
    await until(() => fixtures.every(({ seen }) => seen.length >= 12));

    const startedAt = performance.now();
    for (let nth = 0; nth < 10; nth++) {
      const list = await callLegacy(mcp, token, session, "tools/list");
      expect((list.body.result as { tools: unknown[] }).tools.length).toBeGreaterThanOrEqual(20);
      expect((await call(session, "good__echo", { nth })).body.result).toBeDefined();
    }
    // Ten of each; alone, one takes a few milliseconds. A server that answers nothing would cost its whole timeout.
    expect(performance.now() - startedAt).toBeLessThan(5_000);

    await Promise.all(ids.map((id) => owner.servers.remove.mutate({ serverId: id })));
    for (const answer of await Promise.all(pending))
      expect(answer.body.error ?? (answer.body.result as { isError?: boolean }).isError).toBeTruthy();
  });
});

describe("starts that fail", () => {
  const cases: [name: string, launch: () => LaunchInput, kind: string][] = [
    ["no such program", () => ({ transport: "stdio", command: "no-such-program-here" }), "program_not_found"],
    ["a program that may not run", () => ({ transport: "stdio", command: FIXTURE }), "permission"],
    ["a module that is missing", () => script("require('left-pad-of-nowhere')"), "missing_module"],
    [
      "another version of Node",
      () => script("console.error('This tool requires Node >= 99');process.exit(1)"),
      "node_version",
    ],
    [
      "a variable that is not set",
      () => script("console.error('API_KEY is required');process.exit(2)"),
      "missing_setting",
    ],
    [
      "a port that is taken",
      () => script("console.error('Error: listen EADDRINUSE: address already in use :::80');process.exit(1)"),
      "port_in_use",
    ],
    ["a program that ends at once", () => script("0"), "exited"],
    ["a program that is no server", () => script("setInterval(() => console.log('hello'), 20)"), "not_mcp"],
    ["a name that nobody knows", () => ({ transport: "http", url: "http://nowhere.invalid/mcp" }), "dns"],
    ["a port that nobody has", () => ({ transport: "http", url: "http://127.0.0.1:9/mcp" }), "connection_refused"],
    ["plain text where TLS is wanted", () => ({ transport: "http", url: sse.url.replace("http:", "https:") }), "tls"],
    ["a path without a server", () => ({ transport: "http", url: `${sse.origin}/nothing` }), "wrong_path"],
  ];
  test.each(cases)("%s: the kind is told, and what to do", async (_name, launch, kind) => {
    const { ok, error } = await owner.servers.test.mutate({ launch: launch() });
    expect({ ok, kind: error?.kind }).toEqual({ ok: false, kind });
    expect(error?.remedy.length).toBeGreaterThan(30);
  });

  test("a credential that is refused, as the server's state", async () => {
    let isOpen = true;
    const server = await startHttpServer({
      era: "legacy",
      intercept: (_request, response) => !isOpen && Boolean(response.writeHead(401).end()),
    });
    fixtures.push(server);
    await owner.servers.add.mutate({
      serverId: "locked",
      launch: { transport: "http", url: server.url, headers: { "x-key": "old" } },
    });
    isOpen = false;
    expect(await refusal(owner.servers.restart.mutate({ serverId: "locked" }))).toBe("server.unreachable");
    expect(await owner.servers.get.query({ serverId: "locked" })).toMatchObject({
      status: "offline",
      statusReason: expect.stringContaining("401"),
      nextRetryAt: expect.any(String),
      failure: { kind: "unauthorized", remedy: expect.stringContaining("credential") },
    });
    isOpen = true;
    // It is looked for without a request.
    await until(async () => (await owner.servers.get.query({ serverId: "locked" })).status === "online");
  });
});

describe("a server of HTTP with SSE", () => {
  test("is registered by its URL alone, remembered and shown as what it is, and called", async () => {
    const added = await owner.servers.add.mutate({ serverId: "old", launch: { transport: "http", url: sse.url } });
    expect(added).toMatchObject({ transport: "sse", era: "legacy", launch: { transport: "http" }, status: "online" });
    const session = await openSession(mcp, token);
    expect((await call(session, "old__echo", { a: 1 })).body.result).toMatchObject({ content: [{ text: '{"a":1}' }] });
    sse.seen.length = 0;
    await owner.servers.restart.mutate({ serverId: "old" });
    expect(sse.seen.some(({ verb, url }) => verb === "POST" && url.startsWith("/sse"))).toBe(false);
  });
});

describe("a program that is run for everybody", () => {
  test("is warm when a session begins, where its settings say so", async () => {
    await owner.servers.add.mutate({ serverId: "warm", launch: program("good"), settings: { warmUp: true } });
    await owner.servers.update.mutate({ serverId: "warm", enabled: false });
    await owner.servers.update.mutate({
      serverId: "warm",
      enabled: true,
      settings: { warmUp: true, idleStopMs: 1_000 },
    });
    const status = async () => (await owner.servers.get.query({ serverId: "warm" })).status;
    await until(async () => (await status()) === "sleeping");
    await openSession(mcp, token);
    await until(async () => (await status()) !== "sleeping");
    await until(async () => (await status()) !== "connecting");
    expect(await status()).toBe("online");
    await owner.servers.remove.mutate({ serverId: "warm" });
  });

  test("A51: restarts, deaths and removals leave no process behind", async () => {
    const before = childrenOfCore();
    await owner.servers.add.mutate({ serverId: "mortal", launch: program("good") });
    const session = await openSession(mcp, token);
    for (let nth = 0; nth < 3; nth++) {
      await owner.servers.restart.mutate({ serverId: "mortal" });
      await call(session, "mortal__die");
      await call(session, "mortal__echo");
    }
    expect(childrenOfCore()).toBe(before + 1);
    await owner.servers.remove.mutate({ serverId: "mortal" });
    expect(childrenOfCore()).toBe(before);
  });

  test("its log is streamed live, with neither arguments nor secrets, and ends with the reader's rights (A7, A34)", async () => {
    await owner.servers.add.mutate({ serverId: "told", launch: program("good", { API_TOKEN: CANARY }) });
    const reader = await owner.tokens.create.mutate({ principalId: "olga.owner" });
    const response = await fetch(
      `${running.url}/trpc/servers.log?input=${encodeURIComponent(JSON.stringify({ serverId: "told" }))}`,
      { headers: { authorization: `Bearer ${reader.token}` } },
    );
    let text = "";
    let isOver = false;
    const reading = (async () => {
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) text += Buffer.from(chunk).toString();
      isOver = true;
    })();
    await until(() => text.includes('"tools/list"'));
    expect(text).toContain('"state":"online"');
    const session = await openSession(mcp, token);
    await call(session, "told__echo", { password: CANARY });
    await until(() => /"type":"answer","method":"tools\/call"/.test(text));
    expect(text).not.toContain(CANARY);
    const query = await owner.servers.readLog.query({ serverId: "told" });
    expect(JSON.stringify(query)).not.toContain(CANARY);
    await owner.tokens.revoke.mutate({ token: reader.token });
    await until(() => isOver);
    await reading;
  });
});
