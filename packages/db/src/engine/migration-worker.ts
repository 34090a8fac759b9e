import { parentPort, workerData } from "node:worker_threads";
import type { Outcome, PendingMigrations } from "./apply-in-worker.ts";
import { openEngine } from "./open-engine.ts";

parentPort?.postMessage(await run(workerData as PendingMigrations), []);

async function run({ url, migrationsList }: PendingMigrations): Promise<Outcome> {
  try {
    const { engine, close } = await openEngine(url);
    try {
      const filters = { externalTables: [], externalEnums: [] };
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters });
      return { applied: appliedMigrationNames };
    } finally {
      await close();
    }
  } catch (error) {
    // Errors of the engine are objects of its own, which do not pass between threads.
    const { code, message = String(error) } = error as { code?: string; message?: string };
    return { problem: { message, ...(code !== undefined && { code }) } };
  }
}
