import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { diskFull, EmbeddedDatabaseError } from "./errors.ts";
import { isAlive } from "./process-identity.ts";
import type { RunAs } from "./run-as.ts";
import type { ServerFiles } from "./server-files.ts";

/** Name of the database role that owns everything. */
export const ROLE = "peta";

const LEFTOVER = "init-";

/** The environment PostgreSQL's programs get: nothing of ours but the search path. */
export const serverEnvironment = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" });

function sweepLeftovers(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (!name.startsWith(LEFTOVER) || isAlive(Number(name.slice(LEFTOVER.length)))) continue;
    rmSync(path.join(directory, name), { recursive: true, force: true });
  }
}

function runInitdb(files: ServerFiles, runAs: RunAs | undefined, args: string[]): SpawnSyncReturns<string> {
  const initdb = path.join(files.directory, "bin/initdb");
  const env = serverEnvironment();
  const result = spawnSync(initdb, args, { ...runAs, env, encoding: "utf8" });
  if (!/could not look up effective user ID/.test(result.stderr ?? "")) return result;
  // A uid without an account (containers): initdb wants a name for it, and a user namespace has one.
  const named = ["--user", "--map-user=65534", "--map-group=65534", initdb, ...args];
  const mapped = spawnSync("unshare", named, { env, encoding: "utf8" });
  return mapped.status === 0 ? mapped : result;
}

function explain(result: SpawnSyncReturns<string>, directory: string): EmbeddedDatabaseError {
  const output = (result.stderr || String(result.error ?? "")).trim();
  if (/No space left on device|Disk quota exceeded/.test(output)) return diskFull(directory);
  if (/could not look up effective user ID/.test(output))
    return new EmbeddedDatabaseError(
      "no_account",
      `This uid (${process.getuid?.()}) has no account, and PostgreSQL's initdb needs a name for it. Add a line for it ` +
        "to /etc/passwd, start as another user, or set DATABASE_URL to a PostgreSQL 15 or later.",
    );
  return new EmbeddedDatabaseError("failed", `PostgreSQL could not create a database in ${directory}:\n${output}`);
}

/**
 * Creates the database files on the first start: aside first, then renamed, so that a start that was cut off leaves
 * nothing half made. The role's random password goes to `passwordFile`, readable by this account only.
 */
export function ensureCluster(
  files: ServerFiles,
  paths: { clusterDirectory: string; data: string; passwordFile: string },
  runAs: RunAs | undefined,
): void {
  sweepLeftovers(paths.clusterDirectory);
  if (existsSync(path.join(paths.data, "PG_VERSION"))) return checkVersion(files, paths.data);
  if (existsSync(paths.data) && readdirSync(paths.data).length > 0)
    throw brokenData(paths.data, "PG_VERSION is missing");
  const password = randomBytes(24).toString("base64url");
  const aside = path.join(paths.clusterDirectory, `${LEFTOVER}${process.pid}`);
  const handover = path.join(aside, "password");
  try {
    mkdirSync(aside, { mode: 0o700 });
    writeFileSync(handover, `${password}\n`, { mode: 0o600 });
    if (runAs !== undefined) for (const place of [aside, handover]) chownSync(place, runAs.uid, runAs.gid);
    const created = path.join(aside, "data");
    const locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
    const login = ["-U", ROLE, "-A", "scram-sha-256", `--pwfile=${handover}`];
    const result = runInitdb(files, runAs, ["-D", created, ...login, ...locale]);
    if (result.status !== 0) throw explain(result, paths.clusterDirectory);
    writeFileSync(paths.passwordFile, password, { mode: 0o600 });
    rmSync(paths.data, { recursive: true, force: true });
    renameSync(created, paths.data);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function checkVersion(files: ServerFiles, data: string): void {
  const found = readFileSync(path.join(data, "PG_VERSION"), "utf8").trim();
  const ours = files.version.split(".")[0];
  if (found === ours) return;
  throw new EmbeddedDatabaseError(
    "wrong_version",
    `The database in ${data} was made by PostgreSQL ${found}; this version of Peta brings PostgreSQL ${ours}. Start it ` +
      "with the version of Peta that made it and export the data, or choose another directory with PETA_DATA_DIR.",
  );
}

/** The error for database files that PostgreSQL cannot use. */
export function brokenData(data: string, detail: string): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(
    "broken_data",
    `The database files in ${data} are damaged (${detail}). Restore the data directory from a backup, or start with an ` +
      "empty database: npm run db:reset -- --yes (this deletes everything in it).",
  );
}
