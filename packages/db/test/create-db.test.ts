import { expect, onTestFinished, test } from "vitest";
import { databaseName, databaseUrl } from "../src/engine/databases.ts";
import { createDb } from "../src/index.ts";
import { createTestDatabase } from "../src/testing/index.ts";
import { query } from "./support.ts";

test("Prisma and the pool share their connections, no more than poolSize", async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const db = createDb(database.url, { poolSize: 3 });
  onTestFinished(() => db.close());
  const work = Array.from({ length: 6 }, () => [db.prisma.workspace.count(), db.pool.query("SELECT pg_sleep(0.05)")]);
  await Promise.all(work.flat());
  expect(db.pool.totalCount).toBe(3);
});

test("a connection that the server ends is reported and replaced", async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const errors: Error[] = [];
  const db = createDb(database.url, { onError: (error) => errors.push(error) });
  onTestFinished(() => db.close());
  await db.pool.query("SELECT 1");
  const others =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()";
  await query(databaseUrl(database.url, "postgres"), others, [databaseName(database.url)]);
  await expect
    .poll(() => errors.map(({ message }) => message))
    .toEqual([expect.stringMatching(/terminating connection/)]);
  expect(await db.prisma.workspace.count()).toBe(0);
});

test("closing while the server stops harms nobody", async () => {
  const database = await createTestDatabase();
  const db = createDb(database.url, { poolSize: 5 });
  await Promise.all(Array.from({ length: 5 }, () => db.pool.query("SELECT pg_sleep(0.02)")));
  await Promise.all([db.close(), database.drop()]);
  expect(db.pool.totalCount).toBe(0);
});
