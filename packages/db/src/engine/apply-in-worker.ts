import { Worker } from "node:worker_threads";
import type { MigrationList } from "@prisma/schema-engine-wasm";

export interface PendingMigrations {
  url: string;
  migrationsList: MigrationList;
}

/** What the worker says, once. */
export type Outcome = { applied: string[] } | { problem: { code?: string; message?: string } };

/**
 * Applies the migrations that a database has not seen, in a thread of its own: what the engine takes, 25 MB of
 * WebAssembly, goes with the thread instead of staying for as long as the process runs.
 *
 * @returns names of the migrations applied.
 * @throws what the engine said, with its code.
 */
export async function applyInWorker(work: PendingMigrations): Promise<string[]> {
  const worker = new Worker(new URL("./migration-worker.ts", import.meta.url), { workerData: work });
  try {
    const outcome = await new Promise<Outcome>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
      worker.once("exit", (code) => reject(new Error(`The engine of migrations ended with ${code}.`)));
    });
    if ("applied" in outcome) return outcome.applied;
    const { code, message = "" } = outcome.problem;
    throw Object.assign(new Error(message), code !== undefined && { code });
  } finally {
    await worker.terminate();
  }
}
