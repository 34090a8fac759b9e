import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Launch } from "@peta/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCatalogue } from "../../modules/servers/read-catalogue.ts";
import type { ServerConnection } from "../../modules/servers/server-connector.ts";
import { defaultServerLimits } from "../../modules/servers/server-limits.ts";
import type { ServerNotification } from "../../modules/servers/server-link.ts";
import { type ConnectKit, createConnectKit, until } from "./fixtures/connect-kit.ts";

const root = path.resolve(import.meta.dirname, "../../../../..");
const packages = path.join(root, "node_modules/@modelcontextprotocol");
const node = (file: string, ...args: string[]): Launch => ({
  transport: "stdio",
  command: process.execPath,
  args: [file, ...args],
  env: {},
});
const namesOf = async (connection: ServerConnection, kind: string): Promise<string[]> =>
  (await readCatalogue(connection, defaultServerLimits, 5_000)).capabilities
    .filter((it) => it.kind === kind)
    .map((it) => it.name);

let kit: ConnectKit;
let everything: ChildProcess;
let url = "";
let directory = "";

beforeAll(async () => {
  kit = createConnectKit();
  directory = mkdtempSync(path.join(tmpdir(), "peta-files-"));
  writeFileSync(path.join(directory, "note.txt"), "hello from a file");
  const port = await freePort();
  everything = spawn(process.execPath, [path.join(packages, "server-everything/dist/index.js"), "streamableHttp"], {
    env: { ...process.env, PORT: String(port) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  everything.stderr?.on("data", (chunk) => (log += String(chunk)));
  await until(() => log.includes(String(port)));
  url = `http://127.0.0.1:${port}/mcp`;
});
afterAll(async () => {
  await kit.close();
  everything.kill();
  rmSync(directory, { recursive: true, force: true });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

describe.each(["stdio", "http"])("server-everything over %s", (transport) => {
  let connection: ServerConnection;
  beforeAll(async () => {
    const launch: Launch =
      transport === "stdio"
        ? node(path.join(packages, "server-everything/dist/index.js"), "stdio")
        : { transport: "http", url, headers: {} };
    connection = await kit.connect(launch);
  });
  afterAll(() => connection.close());

  test("its catalogue is read, and the same again at the next reading", async () => {
    const first = await readCatalogue(connection, defaultServerLimits, 5_000);
    expect(first.problems).toEqual([]);
    expect(new Set(first.capabilities.map(({ kind }) => kind))).toEqual(
      new Set(["tool", "resource", "template", "prompt"]),
    );
    expect((await readCatalogue(connection, defaultServerLimits, 5_000)).capabilities).toEqual(first.capabilities);
  });

  test("tools, resources, prompts and completion answer", async () => {
    expect(await kit.call(connection, "echo", { message: "hi" })).toBe("Echo: hi");
    const [uri] = await namesOf(connection, "resource");
    expect(await connection.request("resources/read", { uri }, { timeoutMs: 5_000 })).toMatchObject({
      kind: "result",
      result: { contents: [expect.anything()] },
    });
    const [name] = await namesOf(connection, "prompt");
    expect(await connection.request("prompts/get", { name }, { timeoutMs: 5_000 })).toMatchObject({
      kind: "result",
      result: { messages: expect.any(Array) },
    });
    expect(await connection.request("ping", {}, { timeoutMs: 5_000 })).toEqual({ kind: "result", result: {} });
  });

  test("progress of a long operation arrives, every step", async () => {
    const heard: ServerNotification[] = [];
    const params = { name: "trigger-long-running-operation", arguments: { duration: 0.4, steps: 4 } };
    await connection.request("tools/call", params, { timeoutMs: 10_000, onNotification: (it) => heard.push(it) });
    expect(heard.map((it) => it.params?.progress)).toEqual([1, 2, 3, 4]);
  });
});

test("server-filesystem lists its tools and reads a file", async () => {
  const connection = await kit.connect(node(path.join(packages, "server-filesystem/dist/index.js"), directory));
  expect(await namesOf(connection, "tool")).toContain("read_text_file");
  expect(await kit.call(connection, "read_text_file", { path: path.join(directory, "note.txt") })).toBe(
    "hello from a file",
  );
});

test("the bundled notes server: tools, a resource per note, a template, a prompt, and hints that tell what deletes", async () => {
  const connection = await kit.connect(node(path.join(root, "apps/core/src/demo/notes-server.ts")));
  const { capabilities } = await readCatalogue(connection, defaultServerLimits, 5_000);
  expect(capabilities.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "tool list_notes",
    "tool read_note",
    "tool add_note",
    "tool delete_note",
    "resource notes://1",
    "resource notes://2",
    "resource notes://3",
    "template notes://{id}",
    "prompt summarize_notes",
  ]);
  expect(capabilities.find(({ name }) => name === "delete_note")?.definition).toMatchObject({
    annotations: { destructiveHint: true },
  });
  expect(await kit.call(connection, "add_note", { title: "New", text: "Body" })).toBe("Added note 4.");
  expect(await kit.call(connection, "read_note", { id: "4" })).toContain("Body");
  expect(await kit.call(connection, "delete_note", { id: "4" })).toBe("Deleted note 4.");
  expect(await kit.call(connection, "read_note", { id: "4" })).toContain("There is no note 4");
  expect(await connection.request("resources/read", { uri: "notes://2" }, { timeoutMs: 5_000 })).toMatchObject({
    result: { contents: [{ text: expect.stringContaining("Apples") }] },
  });
});
