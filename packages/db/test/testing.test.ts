import { spawnSync } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { databaseName, databaseUrl } from "../src/engine/databases.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing/index.ts";
import { query } from "./support.ts";

async function create(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  return database;
}

const exists = async (server: string, name: string): Promise<boolean> =>
  (await query(databaseUrl(server, "postgres"), "SELECT 1 FROM pg_database WHERE datname = $1", [name])).length > 0;

test("each caller gets an empty, migrated database of its own", async () => {
  const [one, two] = await Promise.all([create(), create()]);
  expect(one.url).not.toBe(two.url);
  await query(one.url, "INSERT INTO workspaces (id, slug, name) VALUES ('ws_1', 'only-here', 'Only here')");
  expect(await query(two.url, "SELECT * FROM workspaces")).toEqual([]);
});

test("a dropped database is gone, with whoever was connected", async () => {
  const [keeper, database] = await Promise.all([create(), createTestDatabase()]);
  const busy = query(database.url, "SELECT pg_sleep(60)").then(
    () => "answered",
    () => "cut off",
  );
  await sleep(50);
  await database.drop();
  expect(await busy).toBe("cut off");
  expect(await exists(keeper.url, databaseName(database.url))).toBe(false);
});

test("a process that dies leaves no database behind", async () => {
  const keeper = await create();
  const module = path.join(import.meta.dirname, "../src/testing/index.ts");
  const script = `
    const { createTestDatabase } = await import(${JSON.stringify(module)});
    process.stdout.write((await createTestDatabase()).url);
    process.kill(process.pid, "SIGKILL");`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  expect(stdout).toMatch(/^postgresql:/);
  await expect.poll(() => exists(keeper.url, databaseName(stdout)), { timeout: 5_000 }).toBe(false);
});
