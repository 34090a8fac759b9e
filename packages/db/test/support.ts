import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, onTestFinished } from "vitest";
import { startEmbeddedPostgres } from "../src/embedded/index.ts";
import { isAlive } from "../src/embedded/process-identity.ts";

/**
 * Makes data directories with a database in them, stopped: the first by starting it once, the others by copying that
 * one, which is much faster. Call it once per file, outside of tests.
 */
export function usedDirectories(): () => Promise<string> {
  const original = mkdtempSync(path.join(tmpdir(), "peta-db-original-"));
  afterAll(() => rmSync(original, { recursive: true, force: true }));
  let made: Promise<void> | undefined;
  return async () => {
    await (made ??= startEmbeddedPostgres({ dataDir: original }).then((postgres) => postgres.stop()));
    const directory = temporaryDirectory();
    // cp keeps the files' owners, which Node's own copy does not.
    execFileSync("cp", ["-a", `${original}/.`, directory]);
    return directory;
  };
}

/** An empty directory that is removed when the test ends. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), "peta-db-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export type Holder = { child: ChildProcess; url: string; pid: number; error?: string; name?: string };

/** Another process that has the database of a data directory; ended with the test. */
export async function holdDatabase(
  dataDir: string,
  { mode = "attached", account = {} }: { mode?: string; account?: { uid?: number; gid?: number } } = {},
): Promise<Holder> {
  const program = path.join(import.meta.dirname, "hold-database.ts");
  const child = spawn(process.execPath, [program, dataDir, mode], {
    ...account,
    cwd: "/",
    env: { PATH: process.env.PATH },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  });
  let said = "";
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.includes("\n")) break;
  }
  return { child, ...(JSON.parse(said) as Omit<Holder, "child">) };
}

/** Ends a process without giving it a chance to clean up. */
export async function killHard(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** Waits until a process is gone; resolves with the milliseconds it took, rejects after ten seconds. */
export async function waitUntilGone(pid: number): Promise<number> {
  const startedAt = performance.now();
  while (isAlive(pid)) {
    if (performance.now() - startedAt > 10_000) throw new Error(`process ${pid} is still there`);
    await sleep(10);
  }
  return performance.now() - startedAt;
}

/** Runs one statement on a connection of its own. */
export async function query(url: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
