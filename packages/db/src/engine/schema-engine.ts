#!/usr/bin/env node
// Speaks the native schema engine's JSON-RPC over stdio, for the `prisma` command of developers.
import { readFileSync } from "node:fs";
import readline from "node:readline";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { parseEngineArguments } from "./engine-arguments.ts";
import { createDatabase, databaseName, databaseUrl, dropDatabase } from "./databases.ts";
import { openEngine } from "./open-engine.ts";

type Request = { id: number; method?: string; params?: Record<string, unknown> };
type CodedError = { code?: string; message?: string };

const NOWHERE = "postgresql://none:none@127.0.0.1:1/none";
const options = parseEngineArguments(process.argv.slice(2));

async function canConnect(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.end();
}

function reportFailure(error: CodedError, url: string): void {
  const known: Record<string, [string, string]> = {
    "3D000": [`Database \`${databaseName(url)}\` does not exist`, "P1003"],
    ECONNREFUSED: ["Can't reach database server", "P1001"],
    "28P01": ["Authentication failed", "P1000"],
  };
  const [message, errorCode] = known[error.code ?? ""] ?? [error.message || error.code || "unknown error", undefined];
  const meta = errorCode === "P1003" ? { database_name: databaseName(url) } : {};
  const fields = { message, is_panic: false, error_code: errorCode, meta };
  process.stderr.write(
    `schema-engine (wasm)\n${JSON.stringify({ level: "ERROR", target: "schema_engine::logger", fields })}\n`,
  );
}

/** The one-shot commands `schema-engine cli <command>`. Returns the exit code. */
async function runCommand(command: string, url: string): Promise<number> {
  const name = databaseName(url);
  try {
    if (command === "can-connect-to-database") {
      await canConnect(url);
      process.stdout.write("Connection successful\n");
    } else if (command === "create-database") {
      await createDatabase(url, name);
      process.stdout.write(`Database '${name}' was successfully created.\n`);
    } else if (command === "drop-database") {
      await dropDatabase(url, name);
      process.stdout.write(`Database '${name}' was dropped.\n`);
    } else throw new Error(`unknown command ${command}`);
    return 0;
  } catch (error) {
    reportFailure(error as CodedError, url);
    return 1;
  }
}

async function open(): Promise<SchemaEngine> {
  let url = options.url ?? NOWHERE;
  // Comparing schema files needs a dialect but not this database, so a missing one is replaced by the maintenance one.
  await canConnect(url).catch((error: CodedError) => {
    if (error.code === "3D000") url = databaseUrl(url, "postgres");
  });
  const files = options.datamodels.map((file): [string, string] => [file, readFileSync(file, "utf8")]);
  return (await openEngine(url, files.length > 0 ? files : undefined)).engine;
}

function serve(): void {
  let engine: Promise<SchemaEngine> | undefined;
  const send = (message: object) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const call = async (method: string, params: Record<string, unknown>, id: number): Promise<unknown> => {
    if (method === "createDatabase") {
      const datasource = params.datasource as { url?: string } | undefined;
      const url = datasource?.url ?? options.url ?? NOWHERE;
      await createDatabase(url, databaseName(url));
      return { databaseName: databaseName(url) };
    }
    const opened = (await (engine ??= open())) as unknown as Record<string, (input: unknown) => Promise<unknown>>;
    const result = await opened[method === "getDatabaseVersion" ? "version" : method]?.(params);
    const output = result as { stdout?: string | null; exitCode?: number } | undefined;
    if (method !== "diff" || output?.stdout == null) return result;
    send({ id: 90_000 + id, method: "print", params: { content: output.stdout } });
    return { exitCode: output.exitCode, stdout: null };
  };
  const handle = async (line: string): Promise<void> => {
    const { id, method, params = {} } = JSON.parse(line) as Request;
    if (method === undefined) return;
    try {
      send({ id, result: (await call(method, params, id)) ?? {} });
    } catch (error) {
      const { code, message } = error as CodedError;
      const data = { is_panic: false, message: message || code || "unknown error", meta: null, error_code: code };
      send({ id, error: { code: 4466, message: "An error happened. Check the data field for details.", data } });
    }
  };
  let queue = Promise.resolve();
  const lines = readline.createInterface({ input: process.stdin });
  lines.on("line", (line) => {
    queue = queue.then(() => handle(line));
  });
  lines.on("close", () => void queue.then(() => process.exit(0)));
}

if (options.showVersion) {
  const { version } = await import("./bindings.ts");
  process.stdout.write(`schema-engine-cli ${version()}\n`);
} else if (options.command !== undefined) process.exit(await runCommand(options.command, options.url ?? NOWHERE));
else serve();
