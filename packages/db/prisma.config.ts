import path from "node:path";
import { defineConfig } from "prisma/config";

// The native schema engine is a download; this file speaks its protocol with the WASM build of the same commit.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(import.meta.dirname, "src/engine/schema-engine.ts");
process.env.CHECKPOINT_DISABLE ??= "1";
process.env.PRISMA_HIDE_UPDATE_MESSAGE ??= "1";

/** A place to connect to is only needed by `migrate` and `db` commands; `generate` works without one. */
const nowhere = "postgresql://none@127.0.0.1:1/none";

export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? nowhere },
});
