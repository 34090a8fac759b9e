import { applyInWorker } from "./engine/apply-in-worker.ts";
import { isUpToDate } from "./is-up-to-date.ts";
import { migrationsDirectory, readMigrations } from "./migration-list.ts";

/** The database could not be brought to this version's schema. `message` says why and what to do. */
export class MigrationError extends Error {
  override name = "MigrationError";
}

/** What the engine throws. */
type EngineError = { code?: string; message?: string };

function explain(error: unknown): MigrationError {
  const { code, message } = error as EngineError;
  const cause = (message || code || String(error)).trim();
  const nextStep =
    code === "P3009" || /P3009/.test(cause)
      ? "An earlier migration failed half-way; after repairing the database, mark it with `prisma migrate resolve`."
      : "Check DATABASE_URL, that the server is PostgreSQL 15 or later, and that the role may create tables.";
  return new MigrationError(`The database could not be migrated: ${cause}\n${nextStep}`, { cause: error });
}

/**
 * Applies the committed migrations that a database has not seen, in order, through Prisma's own engine and history
 * table. Several processes may do so at once: one works, the others wait and find nothing to do.
 *
 * @param log gets one line per applied migration.
 * @returns names of the migrations applied now; empty when the database was up to date.
 * @throws MigrationError when the database is out of reach or a migration fails.
 */
export async function applyMigrations(
  url: string,
  log: (line: string) => void = () => {},
  directory: string = migrationsDirectory,
): Promise<string[]> {
  try {
    const migrationsList = await readMigrations(directory);
    if (await isUpToDate(url, migrationsList)) return [];
    const applied = await applyInWorker({ url, migrationsList });
    for (const name of applied) log(`applied migration ${name}`);
    return applied;
  } catch (error) {
    throw explain(error);
  }
}
