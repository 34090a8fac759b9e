export { applyMigrations, MigrationError } from "./apply-migrations.ts";
export { createDb, type Db, type DbOptions } from "./create-db.ts";
export * from "./generated/client.ts";
