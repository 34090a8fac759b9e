/** What went wrong with the embedded database; each message names the cause and the next step. */
export type EmbeddedDatabaseProblem =
  | "in_use"
  | "disk_full"
  | "broken_data"
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
