import { randomUUID } from "node:crypto";
import path from "node:path";

/** What went wrong with the embedded database; each message names the cause and the next step. */
export type EmbeddedDatabaseProblem =
  | "in_use"
  | "disk_full"
  | "broken_data"
  | "copied"
  | "wrong_version"
  | "not_writable"
  | "no_account"
  | "unsupported_platform"
  | "failed";

/** The embedded database cannot be used. `message` is fit for a terminal: cause first, then what to do. */
export class EmbeddedDatabaseError extends Error {
  override name = "EmbeddedDatabaseError";
  readonly problem: EmbeddedDatabaseProblem;

  constructor(problem: EmbeddedDatabaseProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/** Another running instance holds the data directory. */
export class EmbeddedDatabaseInUseError extends EmbeddedDatabaseError {
  override name = "EmbeddedDatabaseInUseError";
  readonly holderPid: number;

  constructor(dataDir: string, holderPid: number) {
    super(
      "in_use",
      `Another instance (process ${holderPid}) is using ${dataDir}. Stop it first (Ctrl-C in its terminal, or ` +
        `kill ${holderPid}), or give this one its own directory with PETA_DATA_DIR.`,
    );
    this.holderPid = holderPid;
  }
}

/** Turns an operating system error of the data directory into one that says what to do; others pass unchanged. */
export function explainFileError(error: unknown, directory: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOSPC" || code === "EDQUOT") return diskFull(directory, { cause: error });
  if (code !== "EACCES" && code !== "EPERM" && code !== "EROFS") return error;
  return new EmbeddedDatabaseError(
    "not_writable",
    `The data directory ${directory} cannot be written (${code}). Give this account the right to write there, or ` +
      "choose another directory with PETA_DATA_DIR.",
    { cause: error },
  );
}

/** The error for a file system without room. */
export function diskFull(directory: string, options?: ErrorOptions): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(
    "disk_full",
    `No space is left on the disk that holds ${directory}. Free some space there (a new database takes about 50 MB), ` +
      "or choose a directory on another disk with PETA_DATA_DIR.",
    options,
  );
}

/** A path as one word of a shell command. */
const quote = (file: string): string => `'${file.replaceAll("'", "'\\''")}'`;

/** The error for a copy of a data directory whose database is outside of it: both name one database. */
export function copiedDirectory(directory: string, owner: string, place: string): EmbeddedDatabaseError {
  const ownPlace = path.join(path.dirname(place), randomUUID());
  return new EmbeddedDatabaseError(
    "copied",
    `${path.dirname(directory)} is a copy of ${path.dirname(owner)}, and a copy of the data directory has no database of its ` +
      `own: the database is outside, in ${place}, and belongs to the original. Start with the original (PETA_DATA_DIR), ` +
      "or give the copy a database:\n" +
      `  a copy of the original's, made as root while the original is stopped:\n` +
      `    cp -a ${quote(place)} ${quote(ownPlace)} && echo ${quote(ownPlace)} > ${quote(`${directory}/location`)}\n` +
      `  an empty one:\n    rm ${quote(`${directory}/location`)}`,
  );
}

/** The error for a data directory whose database was outside of it and is not there. */
export function missingCluster(directory: string, place: string): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(
    "broken_data",
    `The database of ${path.dirname(directory)} is outside of it, in ${place}, and that is not there. Copy it back ` +
      "from a backup, or from the machine that the data directory comes from, with its owners and modes (cp -a as root). " +
      `To begin with an empty database instead: rm ${quote(`${directory}/location`)}`,
  );
}
