import { rmSync } from "node:fs";
import { applyMigrations } from "../apply-migrations.ts";
import { acquireServerLock } from "../embedded/instance-lock.ts";
import { claimLayout, prepareLayout } from "../embedded/layout.ts";
import { startEmbeddedPostgres } from "../embedded/start-embedded.ts";
import { type CliContext, CliError, findRunning, usedByCore } from "./context.ts";
import { start, stop } from "./start-stop.ts";

async function migrate(context: CliContext, url: string): Promise<void> {
  const applied = await applyMigrations(url, context.print);
  context.print(applied.length === 0 ? "The database is up to date." : "The database is ready.");
}

/** Creates the database and applies the migrations, on the configured outside database if there is one. */
export async function initialize(context: CliContext): Promise<void> {
  if (context.databaseUrl !== undefined) return migrate(context, context.databaseUrl);
  const running = findRunning(context);
  if (running?.mode === "attached") throw usedByCore(running.ownerPid);
  const postgres = await startEmbeddedPostgres({ dataDir: context.dataDir });
  try {
    await migrate(context, postgres.url);
  } finally {
    await postgres.stop();
  }
}

/** Deletes the embedded database's files, damaged ones too, and creates it anew. */
export async function reset(context: CliContext, isConfirmed: boolean): Promise<void> {
  if (context.databaseUrl !== undefined)
    throw new CliError("DATABASE_URL is set, and db:reset only deletes the embedded database. Unset it to go on.");
  if (!isConfirmed)
    throw new CliError(
      `This deletes everything in the embedded database of ${context.dataDir}. If that is meant: npm run db:reset -- --yes`,
    );
  const running = findRunning(context);
  if (running?.mode === "attached") throw usedByCore(running.ownerPid);
  if (running !== undefined) await stop(context);
  const layout = prepareLayout(context.dataDir);
  const lock = acquireServerLock(layout.directory, context.dataDir);
  try {
    claimLayout(layout);
    for (const place of [layout.data, layout.passwordFile, layout.logFile])
      rmSync(place, { recursive: true, force: true });
  } finally {
    lock.release();
  }
  await initialize(context);
  if (running !== undefined) await start(context);
}
