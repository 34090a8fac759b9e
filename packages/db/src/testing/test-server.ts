// The process behind createTestDatabase: runs one PostgreSQL, gives each connection of its socket a database of its own
// and drops it when the connection ends. Without connections for a while it stops and leaves nothing behind.
import { renameSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { applyMigrations } from "../apply-migrations.ts";
import { acquireInstanceLock, EmbeddedDatabaseInUseError, startEmbeddedPostgres } from "../embedded/index.ts";
import { createDatabase, databaseUrl, dropDatabase } from "../engine/databases.ts";
import { findTestServerPlace, type TestServerPlace } from "./test-server-place.ts";

const LINGER_MS = 2_000;
const TEMPLATE = "peta_template";
// Test data need not survive a power cut.
const SETTINGS = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=300"];

async function serve({ directory, socket }: TestServerPlace): Promise<void> {
  rmSync(`${directory}/postgres`, { recursive: true, force: true });
  const postgres = await startEmbeddedPostgres({ dataDir: directory, settings: SETTINGS });
  const migrated = databaseUrl(postgres.url, TEMPLATE);
  await createDatabase(postgres.url, TEMPLATE);
  await applyMigrations(migrated);

  const leases = new Set<Socket>();
  let linger: NodeJS.Timeout | undefined;
  const stop = async (): Promise<void> => {
    server.close();
    for (const lease of leases) lease.destroy();
    await postgres.stop();
    // Moved first: the next server may already be waiting for the name.
    const gone = `${directory}.${process.pid}`;
    renameSync(directory, gone);
    rmSync(gone, { recursive: true, force: true });
    process.exit(0);
  };
  const stopWhenIdle = (): void => {
    clearTimeout(linger);
    if (leases.size === 0) linger = setTimeout(() => void stop(), LINGER_MS);
  };
  const give = async (lease: Socket): Promise<void> => {
    const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
    lease.on("end", () => {
      void dropDatabase(postgres.url, name).finally(() => lease.end());
    });
    lease.on("error", () => lease.destroy());
    lease.on("close", () => {
      leases.delete(lease);
      void dropDatabase(postgres.url, name).catch(() => {});
      stopWhenIdle();
    });
    await createDatabase(postgres.url, name, TEMPLATE);
    lease.write(`${JSON.stringify({ url: databaseUrl(postgres.url, name) })}\n`);
  };
  const server = createServer({ allowHalfOpen: true }, (lease) => {
    leases.add(lease);
    clearTimeout(linger);
    give(lease).catch((error: unknown) => lease.end(`${JSON.stringify({ error: String(error) })}\n`));
  });
  rmSync(socket, { force: true });
  server.listen(socket, stopWhenIdle);
  void postgres.exited.then(stop);
  process.on("SIGTERM", () => void stop());
}

const place = await findTestServerPlace();
try {
  acquireInstanceLock(place.directory);
} catch (error) {
  // Another one was faster: it serves whoever started us too.
  if (error instanceof EmbeddedDatabaseInUseError) process.exit(0);
  throw error;
}
await serve(place);
