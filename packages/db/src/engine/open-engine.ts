import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import { createMigrationAdapterFactory } from "./migration-adapter.ts";

/** A schema engine with its connections. */
export type OpenEngine = { engine: SchemaEngine; close: () => Promise<void> };

/**
 * Opens a schema engine on one database.
 *
 * @param datamodels file name and content of each Prisma schema file; only schema commands need them.
 * @throws when the database cannot be reached (the engine connects here).
 */
export async function openEngine(url: string, datamodels?: [string, string][]): Promise<OpenEngine> {
  const bindings = await import("./bindings.ts");
  const factory = createMigrationAdapterFactory(url);
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(factory);
    const engine = await bindings.SchemaEngine.new({ datamodels }, () => {}, adapter);
    const close = async (): Promise<void> => {
      engine.free();
      await factory.close();
    };
    return { engine, close };
  } catch (error) {
    await factory.close();
    throw error;
  }
}
