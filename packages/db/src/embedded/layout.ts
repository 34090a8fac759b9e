import { randomUUID } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { canReach, chooseAccount, type RunAs } from "./run-as.ts";
import { locateServerFiles, type ServerFiles, stageServerFiles } from "./server-files.ts";

/** Where the embedded database of one data directory keeps what. */
export type Layout = {
  /** Ours, in the data directory: lock, running.json, log. */
  directory: string;
  /** PostgreSQL's files, next to the password; elsewhere when its account cannot reach the data directory. */
  data: string;
  passwordFile: string;
  clusterDirectory: string;
  logFile: string;
  runningFile: string;
  runAs: RunAs | undefined;
  files: ServerFiles;
};

/** Used when we are root and the data directory is closed to others, as a clone under /root is. */
const SHARED_ROOT = "/var/lib/peta";

/** Reads or makes the pointer to a cluster outside the data directory. A new directory gets a new cluster. */
function outsideCluster(directory: string): string {
  const pointer = path.join(directory, "location");
  if (existsSync(pointer)) return readFileSync(pointer, "utf8").trim();
  const place = path.join(SHARED_ROOT, randomUUID());
  writeFileSync(pointer, `${place}\n`, { mode: 0o600 });
  mkdirSync(place, { recursive: true });
  writeFileSync(path.join(place, "owner"), `${directory}\n`, { mode: 0o600 });
  sweepTemporary();
  return place;
}

/**
 * Removes the outside clusters of temporary directories that are gone, which tests leave. A data directory anywhere
 * else may just be on a disk that is not mounted, so its cluster stays.
 */
function sweepTemporary(): void {
  for (const name of readdirSync(SHARED_ROOT)) {
    const note = path.join(SHARED_ROOT, name, "owner");
    const owner = existsSync(note) ? readFileSync(note, "utf8").trim() : "";
    const isTemporary = owner.startsWith(path.join(tmpdir(), "/"));
    if (isTemporary && !existsSync(owner)) rmSync(path.join(SHARED_ROOT, name), { recursive: true, force: true });
  }
}

/** Lets other accounts pass through our directory, not list it; the files in it have modes of their own. */
function letPass(directory: string, runAs: RunAs): void {
  if (!canReach(directory, runAs)) chmodSync(directory, (statSync(directory).mode & 0o777) | 0o011);
}

/** Finds and creates the directories. File system errors pass through. */
export function prepareLayout(dataDir: string): Layout {
  const directory = path.resolve(dataDir, "postgres");
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  const runAs = chooseAccount();
  let files = locateServerFiles();
  let isOutside = existsSync(path.join(directory, "location"));
  if (runAs !== undefined && !isOutside) {
    const above = path.dirname(path.resolve(dataDir));
    if (canReach(above, runAs)) {
      for (const place of [path.resolve(dataDir), directory]) letPass(place, runAs);
    } else isOutside = true;
  }
  const clusterDirectory = isOutside ? outsideCluster(directory) : directory;
  if (isOutside || (runAs !== undefined && !canReach(files.directory, runAs))) {
    mkdirSync(SHARED_ROOT, { recursive: true });
    mkdirSync(clusterDirectory, { recursive: true });
    for (const place of [SHARED_ROOT, clusterDirectory]) chmodSync(place, 0o755);
  }
  if (runAs !== undefined && !canReach(files.directory, runAs)) files = stageServerFiles(files, SHARED_ROOT);
  return {
    directory,
    clusterDirectory,
    data: path.join(clusterDirectory, "data"),
    passwordFile: path.join(clusterDirectory, "password"),
    logFile: path.join(directory, "server.log"),
    runningFile: path.join(directory, "running.json"),
    runAs,
    files,
  };
}
