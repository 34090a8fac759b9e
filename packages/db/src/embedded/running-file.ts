import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isCopy } from "./copies.ts";
import { isAlive, processIdentity } from "./process-identity.ts";

/** Who runs the server: the process that uses it, or `npm run db:start` on behalf of whoever comes. */
export type ServerMode = "attached" | "background";

/** What `running.json` says about a running server; the password is not in it. */
export type RunningServer = {
  mode: ServerMode;
  /** The Node process that started the server and stops it. */
  ownerPid: number;
  ownerIdentity: string;
  postgresPid: number;
  port: number;
  startedAt: string;
  /** Where it was announced: a copy of the data directory has the file, but not the server. */
  file?: string;
};

/** The running server, or undefined when there is none (what a dead process left, or came with a copy, counts as none). */
export function readRunning(file: string): RunningServer | undefined {
  try {
    const found = JSON.parse(readFileSync(file, "utf8")) as RunningServer;
    const isCurrent = isAlive(found.ownerPid) && processIdentity(found.ownerPid) === found.ownerIdentity;
    return isCurrent && isAlive(found.postgresPid) && !isCopy(file, found.file) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Announces the server of this process. */
export function writeRunning(file: string, running: Omit<RunningServer, "ownerPid" | "ownerIdentity" | "file">): void {
  const owner = { ownerPid: process.pid, ownerIdentity: processIdentity(process.pid), file: path.resolve(file) };
  writeFileSync(`${file}.new`, `${JSON.stringify({ ...running, ...owner }, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export const removeRunning = (file: string): void => rmSync(file, { force: true });
