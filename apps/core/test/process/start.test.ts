import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { createRuns, type Run } from "./run-core.ts";

const directory = mkdtempSync(path.join(tmpdir(), "peta-start-"));
/** For starts to which it does not matter what is there: to make a database is the longest part of a start. */
const spare = path.join(directory, "spare");
// Starts with an empty database, several in a row, on a machine that does other things too.
vi.setConfig({ testTimeout: 120_000 });
const { start, stopAll } = createRuns(directory);
afterEach(stopAll);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Whether the run's PostgreSQL still takes connections; its port is in the log. */
const isDatabaseUp = (run: Run): Promise<boolean> =>
  new Promise((resolve) => {
    const port = Number(/PostgreSQL \S+ ready on port (\d+)/.exec(run.output())?.[1]);
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

describe("a first start", () => {
  test("shows a set-up link, serves, refuses a second instance and a taken port, and leaves nothing behind when it is stopped", async () => {
    const first = start({});
    const url = await first.ready;
    expect(first.output()).toMatch(/\/setup#token=setup_/);
    expect(first.output()).toContain(
      `  PETA_URL=${url} \\\n    PETA_DATA_DIR=${directory}/data \\\n    npm run -s peta -- `,
    );
    expect((await fetch(`${url}/ready`)).status).toBe(200);

    const second = start({});
    expect(await second.ended).toBe(1);
    expect(second.output()).toMatch(/Another instance \(process \d+\) is using .*PETA_DATA_DIR/s);

    const third = start({ BACKEND_PORT: new URL(url).port, PETA_DATA_DIR: spare });
    expect(await third.ended).toBe(1);
    expect(third.output()).toMatch(/Port \d+ on 127\.0\.0\.1 is taken.*BACKEND_PORT=/s);
    expect(third.output()).not.toContain("PostgreSQL");

    expect(await isDatabaseUp(first)).toBe(true);
    // A service manager tells Core and the script that started it, which tells Core again.
    first.child.kill("SIGTERM");
    first.child.kill("SIGINT");
    expect(await first.ended).toBe(0);
    expect(await isDatabaseUp(first)).toBe(false);
  });

  test("a start after kill -9 works, and the link is still the same", async () => {
    const first = start({});
    await first.ready;
    const link = /setup#token=(\S+)/.exec(first.output())?.[1];
    first.child.kill("SIGKILL");
    await first.ended;
    const second = start({});
    await second.ready;
    expect(/setup#token=(\S+)/.exec(second.output())?.[1]).toBe(link);
  });
});

describe("a start that cannot work says why, names the way out, and ends with 1", () => {
  test.each<[string, Record<string, string>, RegExp]>([
    ["a wrong variable", { LOG_LEVEL: "loud" }, /LOG_LEVEL="loud" is not a log level\s+Use one of/],
    ["HTTPS without files", { ENABLE_HTTPS: "true" }, /SSL_CERT_PATH is not set/],
    ["A9: an open address without TLS", { PETA_HOST: "0.0.0.0" }, /can be reached from other machines/],
    [
      "an unreachable database",
      { DATABASE_URL: "postgresql://u:canary@127.0.0.1:1/none" },
      /could not be migrated[\s\S]*DATABASE_URL/,
    ],
    ["a master key of the wrong length", { PETA_MASTER_KEY: "canary" }, /PETA_MASTER_KEY/],
  ])("%s", async (_what, environment, problem) => {
    const run = start({ PETA_DATA_DIR: spare, ...environment });
    expect(await run.ended).toBe(1);
    expect(run.output()).toMatch(/Peta did not start/);
    expect(run.output()).toMatch(problem);
    expect(run.output()).not.toContain("canary");
    expect(run.output()).not.toMatch(/\n\s+at /);
  });

  test("a port that something else holds", async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
    const { port } = holder.address() as { port: number };
    const run = start({ PETA_DATA_DIR: spare, BACKEND_PORT: String(port) });
    expect(await run.ended).toBe(1);
    expect(run.output()).toContain(`BACKEND_PORT=${port + 1}`);
    holder.close();
  });

  test("A59: another master key than the one that sealed the data", async () => {
    const first = start({ PETA_DATA_DIR: spare });
    await first.ready;
    first.child.kill("SIGTERM");
    await first.ended;
    const second = start({ PETA_DATA_DIR: spare, PETA_MASTER_KEY: randomBytes(32).toString("base64") });
    expect(await second.ended).toBe(1);
    expect(second.output()).toMatch(/master key does not fit this database/);
    const third = start({ PETA_DATA_DIR: spare });
    await third.ready;
  });
});

/** What most installations do not need at once, or ever, and what it takes (docs/adr/0028). */
const HEAVY: readonly [what: string, module: RegExp][] = [
  ["the authorization server", /\/oidc-provider\//],
  ["an HTTP client for REST APIs", /\/node_modules\/undici\//],
  ["Node's fetch", /internal\/deps\/undici/],
  ["Node's reader of TypeScript", /internal\/deps\/amaro/],
  ["the schemas of the MCP SDK", /@modelcontextprotocol\/sdk\//],
  ["tRPC's adapters", /@trpc\/server\/dist\/adapters\//],
  ["fastify's compiler of schemas", /\/ajv\//],
  ["readers of YAML and ZIP", /\/(?:yaml|yauzl)\//],
  ["the log for people", /\/pino-pretty\//],
  ["the Console's files", /@fastify\/static\//],
  ["the engine of migrations", /schema-engine-wasm/],
  ["the large build of the query compiler", /query_compiler_fast/],
];

describe("what a start loads", () => {
  /** Which of the heavy ones a running Core has loaded. */
  async function heavyOnes(run: Run): Promise<string[]> {
    const before = run.output().length;
    run.child.kill("SIGUSR2");
    const listed = (): string[] => {
      const list = /^modules (\[.*\])$/m.exec(run.output().slice(before))?.[1];
      if (list === undefined) throw new Error("not listed yet");
      return JSON.parse(list) as string[];
    };
    // A busy machine takes more than the second that is usual here.
    const modules = await vi.waitFor(listed, { timeout: 20_000 });
    expect(modules.some((one) => one.endsWith("/apps/core/src/compose.ts"))).toBe(true);
    return HEAVY.filter(([, pattern]) => modules.some((one) => pattern.test(one))).map(([what]) => what);
  }

  test("large libraries are loaded by the first request that needs them", async () => {
    const listed = `--import ${pathToFileURL(path.join(import.meta.dirname, "list-modules.mjs")).href}`;
    const run = start({ PETA_DATA_DIR: spare, NODE_OPTIONS: listed });
    const url = await run.ready;
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    expect((await fetch(`${url}/mcp`, { method: "POST", body: "{}" })).status).toBe(401);
    expect(await heavyOnes(run)).toEqual([]);

    // Nobody has set this one up; tRPC says so.
    expect((await fetch(`${url}/trpc/installation.status`)).status).toBe(412);
    const form = new URLSearchParams({ grant_type: "authorization_code", code: "x", client_id: "nobody" });
    expect((await fetch(`${url}/oauth/token`, { method: "POST", body: form })).status).toBe(401);
    expect(await heavyOnes(run)).toEqual(expect.arrayContaining(["the authorization server", "tRPC's adapters"]));
  });
});

describe("--demo", () => {
  test("prints a curl line that makes a governed call, and a second start goes on with the same agent", async () => {
    const dataDir = path.join(directory, "demo");
    const first = start({ PETA_DATA_DIR: dataDir }, "--demo");
    const url = await first.ready;
    await new Promise<void>((resolve) => {
      const poll = setInterval(() => {
        if (!first.output().includes("Then look at")) return;
        clearInterval(poll);
        resolve();
      }, 20);
    });
    expect(JSON.parse(/^ {2}(\{\n[\s\S]*?\n {2}\})$/m.exec(first.output())?.[1] ?? "{}")).toMatchObject({
      mcpServers: { peta: { url: `${url}/mcp` } },
    });
    const line = /curl -s[\s\S]*?\n\n/.exec(first.output())?.[0] ?? "";
    const answer = await new Promise<string>((resolve) => {
      const shell = spawn("sh", ["-c", line]);
      let text = "";
      shell.stdout.on("data", (chunk: Buffer) => (text += String(chunk)));
      shell.once("close", () => resolve(text));
    });
    expect(JSON.parse(answer)).toMatchObject({ jsonrpc: "2.0", id: 1, result: { content: expect.any(Array) } });
    first.child.kill("SIGTERM");
    expect(await first.ended).toBe(0);

    const second = start({ PETA_DATA_DIR: dataDir }, "--demo");
    await second.ready;
    second.child.kill("SIGTERM");
    expect(await second.ended).toBe(0);
    expect(second.output()).not.toContain("Console sign-in");
  });

  test("A9: is refused on an address that others can reach", async () => {
    const run = start(
      { PETA_HOST: "0.0.0.0", PETA_ALLOW_INSECURE_HTTP: "true", PETA_DATA_DIR: path.join(directory, "open") },
      "--demo",
    );
    expect(await run.ended).toBe(1);
    expect(run.output()).toMatch(/loopback address only/);
  });
});
