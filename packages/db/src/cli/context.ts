import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { readRunning, type RunningServer } from "../embedded/running-file.ts";

/** A mistake of the caller; the message says what to do. */
export class CliError extends Error {
  override name = "CliError";
}

/** What the verbs work on. */
export type CliContext = {
  dataDir: string;
  /** An outside database, if one is configured; the embedded one is then not used by Core. */
  databaseUrl: string | undefined;
  print: (line: string) => void;
};

const root = path.resolve(import.meta.dirname, "../../../..");

/** Data directory and database from the environment and `.env`, as Core reads them. */
export function readContext(): CliContext {
  const file = path.join(root, ".env");
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
  const environment = { ...fromFile, ...process.env };
  return {
    dataDir: path.resolve(root, environment.PETA_DATA_DIR || ".peta"),
    databaseUrl: environment.DATABASE_URL || undefined,
    print: (line) => void process.stdout.write(`${line}\n`),
  };
}

/** The running embedded server of the data directory, whoever runs it. */
export function findRunning({ dataDir }: CliContext): RunningServer | undefined {
  return readRunning(path.join(dataDir, "postgres/running.json"));
}

/** The error for a verb that would take the server away from Core. */
export function usedByCore(pid: number): CliError {
  return new CliError(
    `Peta (process ${pid}) is running and uses the database. Stop Peta first (Ctrl-C in its terminal, or kill ${pid}).`,
  );
}
