import { chmodSync, existsSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { claimCluster, outsideCluster } from "./outside-cluster.ts";
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

/** Lets other accounts pass through our directory, not list it; the files in it have modes of their own. */
function letPass(directory: string, runAs: RunAs): void {
  if (!canReach(directory, runAs)) chmodSync(directory, (statSync(directory).mode & 0o777) | 0o011);
}

/**
 * Finds and creates the directories. File system errors pass through.
 *
 * @throws EmbeddedDatabaseError for a copy of a data directory whose database is outside of it.
 */
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
  const clusterDirectory = isOutside ? outsideCluster(directory, SHARED_ROOT) : directory;
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

/**
 * Makes the data directory the owner of its database, where that is outside. The server lock must be held.
 *
 * @throws EmbeddedDatabaseError when it belongs to another directory, or is gone.
 */
export function claimLayout({ directory, clusterDirectory }: Layout): void {
  if (clusterDirectory !== directory) claimCluster(clusterDirectory, directory);
}
