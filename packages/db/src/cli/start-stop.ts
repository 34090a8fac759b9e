import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findInstanceHolder } from "../embedded/instance-lock.ts";
import { startEmbeddedPostgres } from "../embedded/start-embedded.ts";
import { type CliContext, CliError, findRunning, usedByCore } from "./context.ts";

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

/** Runs the server until SIGTERM; the process behind `db:start`. */
export async function serve({ dataDir }: CliContext): Promise<void> {
  const postgres = await startEmbeddedPostgres({ dataDir, mode: "background" });
  const keepAlive = setInterval(() => {}, 60_000);
  const end = (): void => {
    void postgres.stop().then(() => clearInterval(keepAlive));
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  void postgres.exited.then(end);
}

/** Keeps the embedded server running in the background until `stop`; does nothing when it is already. */
export async function start(context: CliContext): Promise<void> {
  const found = findRunning(context);
  if (found?.mode === "attached") throw usedByCore(found.ownerPid);
  if (found !== undefined) return context.print(`Already running (process ${found.postgresPid}, port ${found.port}).`);
  const directory = path.join(context.dataDir, "postgres");
  mkdirSync(directory, { recursive: true });
  const logFile = path.join(directory, "background.log");
  const log = openSync(logFile, "w", 0o600);
  const program = path.join(import.meta.dirname, "main.ts");
  const child = spawn(process.execPath, [program, "serve"], { cwd: "/", stdio: ["ignore", log, log], detached: true });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  for (const end = Date.now() + START_TIMEOUT_MS; Date.now() < end; await sleep(50)) {
    const running = findRunning(context);
    if (running !== undefined) {
      child.unref();
      context.print(`PostgreSQL runs in the background (process ${running.postgresPid}, port ${running.port}).`);
      return context.print("Peta uses it when it starts. Stop it with: npm run db:stop");
    }
    if (hasEnded)
      throw new CliError(readFileSync(logFile, "utf8").trim() || `PostgreSQL did not start; see ${logFile}.`);
  }
  throw new CliError(`PostgreSQL did not start within 60 s; see ${logFile}.`);
}

/** Stops the background server and waits until it is gone. */
export async function stop(context: CliContext): Promise<void> {
  const running = findRunning(context);
  if (running === undefined) return context.print("PostgreSQL is not running.");
  const core = running.mode === "attached" ? running.ownerPid : findInstanceHolder(context.dataDir);
  if (core !== undefined) throw usedByCore(core);
  process.kill(running.ownerPid, "SIGTERM");
  for (const end = Date.now() + STOP_TIMEOUT_MS; findRunning(context) !== undefined; await sleep(20)) {
    if (Date.now() > end) throw new CliError(`Process ${running.ownerPid} does not end. Look at: npm run db:logs`);
  }
  context.print("Stopped.");
}
