import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { diskFull, EmbeddedDatabaseError } from "./errors.ts";
import { brokenData, serverEnvironment } from "./init-cluster.ts";
import type { Layout } from "./layout.ts";
import { commandLine, isAlive } from "./process-identity.ts";

/** A running `postgres`, not yet announced. */
export type ServerProcess = {
  pid: number;
  port: number;
  exited: Promise<number | null>;
  /** Ends open connections, writes everything down and waits for the end. */
  stop(): Promise<void>;
};

/**
 * Stops the server when our end of its stdin closes, however this process ends (SIGKILL too). A process group of its
 * own keeps a terminal's Ctrl-C away from it until the product has drained.
 */
const GUARD =
  'exec 3<&0; "$0" "$@" </dev/null & p=$!; (while read -r _ <&3; do :; done; kill -INT $p 2>/dev/null) & c=$!; ' +
  "wait $p; r=$?; kill $c 2>/dev/null; exit $r";

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;
const POLL_MS = 10;
const LOG_LIMIT_BYTES = 5_000_000;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

/** The first line of `postmaster.pid` is the process, the eighth its state. */
function readPostmaster(data: string): { pid: number; isReady: boolean } | undefined {
  try {
    const lines = readFileSync(path.join(data, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), isReady: lines[7]?.trim() === "ready" };
  } catch {
    return undefined;
  }
}

/** Does this process serve exactly these files? `postmaster.pid` of a copy names the original's server. */
const isServing = (pid: number, data: string): boolean =>
  isAlive(pid) && commandLine(pid).replaceAll("\0", " ").includes(` -D ${data} -p `);

/** A server whose owner was killed together with its guard. Called with the server lock held: nobody uses it. */
async function stopOrphan(layout: Layout): Promise<void> {
  const found = readPostmaster(layout.data);
  if (found === undefined || !isServing(found.pid, layout.data)) return;
  process.kill(found.pid, "SIGINT");
  for (const end = Date.now() + STOP_TIMEOUT_MS; isAlive(found.pid) && Date.now() < end; ) await sleep(POLL_MS);
}

function explainExit(layout: Layout, output: string, code: number | null): EmbeddedDatabaseError {
  if (/No space left on device|Disk quota exceeded/.test(output)) return diskFull(layout.clusterDirectory);
  const fatal = /(?:FATAL|PANIC|could not access|could not open).*/.exec(output)?.[0];
  const isBroken =
    /invalid checkpoint|could not (?:locate|read|open|find|stat)|pg_control|bogus data|incorrect checksum|invalid (?:page|data)|is not a valid data directory|does not exist|No such file/;
  if (fatal !== undefined && isBroken.test(output)) return brokenData(layout.data, fatal);
  return new EmbeddedDatabaseError(
    "failed",
    `PostgreSQL did not start (exit code ${code}); its log is ${layout.logFile}. Last lines:\n${output.trim().slice(-2000)}`,
  );
}

async function waitUntilReady(layout: Layout, exited: Promise<number | null>, outputFrom: number): Promise<number> {
  let hasExited = false;
  let code: number | null = null;
  void exited.then((value) => {
    hasExited = true;
    code = value;
  });
  for (const end = Date.now() + START_TIMEOUT_MS; Date.now() < end; await sleep(POLL_MS)) {
    if (hasExited) throw explainExit(layout, readFileSync(layout.logFile).subarray(outputFrom).toString(), code);
    const found = readPostmaster(layout.data);
    if (found?.isReady === true && isAlive(found.pid)) return found.pid;
  }
  throw new EmbeddedDatabaseError("failed", `PostgreSQL was not ready within 60 s; its log is ${layout.logFile}.`);
}

function openLog(file: string): { descriptor: number; size: number } {
  if (existsSync(file) && statSync(file).size > LOG_LIMIT_BYTES) renameSync(file, `${file}.1`);
  return { descriptor: openSync(file, "a", 0o600), size: statSync(file).size };
}

function spawnGuarded(layout: Layout, port: number, settings: readonly string[], log: number): ChildProcess {
  const listen = ["-p", String(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="];
  const extra = settings.flatMap((setting) => ["-c", setting]);
  const postgres = path.join(layout.files.directory, "bin/postgres");
  return spawn("/bin/sh", ["-c", GUARD, postgres, "-D", layout.data, ...listen, ...extra], {
    ...layout.runAs,
    cwd: "/",
    env: serverEnvironment(),
    stdio: ["pipe", log, log],
    detached: true,
  });
}

/**
 * Starts `postgres` on a free loopback port and waits until it takes connections. The server lock must be held.
 *
 * @param settings `name=value` server settings.
 * @throws EmbeddedDatabaseError when it does not start.
 */
export async function startServerProcess(layout: Layout, settings: readonly string[]): Promise<ServerProcess> {
  await stopOrphan(layout);
  for (let attempt = 1; ; attempt++) {
    // What a killed server left; with the orphan gone, a stale "ready" in it must not be taken for the new server's.
    rmSync(path.join(layout.data, "postmaster.pid"), { force: true });
    const port = await freePort();
    const log = openLog(layout.logFile);
    const child = spawnGuarded(layout, port, settings, log.descriptor);
    closeSync(log.descriptor);
    const exited = new Promise<number | null>((resolve) => {
      child.once("exit", resolve);
      child.once("error", () => resolve(null));
    });
    try {
      const pid = await waitUntilReady(layout, exited, log.size);
      // A script that forgets to stop the server may end; the guard then stops it.
      child.unref();
      (child.stdin as unknown as { unref(): void }).unref();
      return { pid, port, exited, stop: () => stopServer(child, pid, exited) };
    } catch (error) {
      child.stdin?.destroy();
      // Somebody took the port between our look and the server's.
      if (attempt < 5 && /Address already in use/.test((error as Error).message)) continue;
      throw error;
    }
  }
}

async function stopServer(child: ChildProcess, pid: number, exited: Promise<number | null>): Promise<void> {
  child.ref();
  child.stdin?.end();
  const timeout = setTimeout(() => {
    // Connections that do not end: leave at once; PostgreSQL recovers from its log at the next start.
    if (isAlive(pid)) process.kill(pid, "SIGQUIT");
  }, STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timeout);
}
