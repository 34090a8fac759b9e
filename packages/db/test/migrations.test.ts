import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createDatabase, databaseUrl, dropDatabase } from "../src/engine/databases.ts";
import { openEngine } from "../src/engine/open-engine.ts";
import { applyMigrations, createDb, MigrationError, Prisma } from "../src/index.ts";
import { isUpToDate } from "../src/is-up-to-date.ts";
import { migrationsDirectory, readMigrations } from "../src/migration-list.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing/index.ts";
import { query, temporaryDirectory } from "./support.ts";

const names = readdirSync(migrationsDirectory, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function emptyDatabase(): Promise<string> {
  const name = `empty_${crypto.randomUUID()}`;
  await createDatabase(database.url, name);
  onTestFinished(() => dropDatabase(database.url, name));
  return databaseUrl(database.url, name);
}

const listTables = (url: string) =>
  query(url, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1");

describe("committed migrations", () => {
  test("an empty database gets all of them, in order, and a second run changes nothing", async () => {
    const url = await emptyDatabase();
    const logged: string[] = [];
    expect(await applyMigrations(url, (line) => logged.push(line))).toEqual(names);
    expect(logged).toEqual(names.map((name) => `applied migration ${name}`));
    const history = "SELECT migration_name, checksum, finished_at FROM _prisma_migrations ORDER BY started_at";
    const before = { tables: await listTables(url), history: await query(url, history) };
    expect(await applyMigrations(url)).toEqual([]);
    expect({ tables: await listTables(url), history: await query(url, history) }).toEqual(before);
    expect(before.tables.length).toBeGreaterThan(10);
  });

  test("the history alone tells that nothing is to be done; any doubt is left to the engine", async () => {
    const url = await emptyDatabase();
    const list = await readMigrations(migrationsDirectory);
    expect(await isUpToDate(url, list)).toBe(false);
    await applyMigrations(url);
    expect(await isUpToDate(url, list)).toBe(true);
    expect(await isUpToDate(url, { ...list, migrationDirectories: list.migrationDirectories.slice(1) })).toBe(false);
    await query(url, "UPDATE _prisma_migrations SET checksum = 'other' WHERE migration_name LIKE '%foundation'");
    expect(await isUpToDate(url, list)).toBe(false);
    expect(await isUpToDate("postgresql://nobody:none@127.0.0.1:1/none", list)).toBe(false);
  });

  test("processes that start at once apply each migration once", async () => {
    const url = await emptyDatabase();
    const applied = await Promise.all([applyMigrations(url), applyMigrations(url), applyMigrations(url)]);
    expect(applied.flat()).toEqual(names);
  });

  test("lead to exactly what the Prisma models say", async () => {
    const schemaDirectory = path.join(migrationsDirectory, "../schema");
    const files = readdirSync(schemaDirectory).map((file) => {
      const place = path.join(schemaDirectory, file);
      return { path: place, content: readFileSync(place, "utf8") };
    });
    const { engine, close } = await openEngine(database.url);
    try {
      const { stdout } = await engine.diff({
        from: { tag: "migrations", ...(await readMigrations(migrationsDirectory)) },
        to: { tag: "schemaDatamodel", files },
        script: true,
        exitCode: null,
        filters: { externalTables: [], externalEnums: [] },
      });
      expect(stdout).toMatch(/^-- This is an empty migration\.\s*$/);
    } finally {
      await close();
    }
  });

  test("a failing migration leaves nothing half made, and the next start says what to do", async () => {
    const url = await emptyDatabase();
    const directory = temporaryDirectory();
    cpSync(migrationsDirectory, directory, { recursive: true });
    mkdirSync(path.join(directory, "99999999999999_broken"));
    writeFileSync(
      path.join(directory, "99999999999999_broken/migration.sql"),
      "CREATE TABLE half_made (id INT);\nALTER TABLE nowhere ADD COLUMN x INT;\n",
    );
    const first = await applyMigrations(url, undefined, directory).catch((error: unknown) => error);
    expect(first).toBeInstanceOf(MigrationError);
    expect((first as Error).message).toContain("99999999999999_broken");
    expect(await listTables(url)).not.toContainEqual({ table_name: "half_made" });
    await expect(applyMigrations(url, undefined, directory)).rejects.toThrow(/prisma migrate resolve/);
  });

  test("function bodies with semicolons are not cut", async () => {
    const url = await emptyDatabase();
    const directory = temporaryDirectory();
    cpSync(path.join(migrationsDirectory, "migration_lock.toml"), path.join(directory, "migration_lock.toml"));
    mkdirSync(path.join(directory, "1_function"));
    const sql =
      "CREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END; $$;\nSELECT two();";
    writeFileSync(path.join(directory, "1_function/migration.sql"), sql);
    expect(await applyMigrations(url, undefined, directory)).toEqual(["1_function"]);
    expect(await query(url, "SELECT two()")).toEqual([{ two: 2 }]);
  });
});

describe("a database that cannot be migrated", () => {
  const nextStep = /Check DATABASE_URL/;

  test("nobody listens", async () => {
    const error = await applyMigrations("postgresql://x:y@127.0.0.1:1/peta").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MigrationError);
    expect((error as Error).message).toMatch(/Can't reach database server at `127\.0\.0\.1:1`/);
    expect((error as Error).message).toMatch(nextStep);
  });

  test("a wrong password, which the message does not repeat", async () => {
    const url = new URL(database.url);
    url.password = "not-the-password";
    const error = (await applyMigrations(url.href).catch((reason: unknown) => reason)) as Error;
    expect(error.message).toMatch(/Authentication failed/);
    expect(error.message).not.toContain("not-the-password");
  });

  test("a missing database", async () => {
    await expect(applyMigrations(databaseUrl(database.url, "no_such"))).rejects.toThrow(/`no_such` does not exist/);
  });

  test("something that is no URL", async () => {
    await expect(applyMigrations("localhost")).rejects.toThrow(nextStep);
  });
});

describe("switches", () => {
  test("there is one server-wide grant per principal and server at most", async () => {
    const db = createDb(database.url);
    onTestFinished(() => db.close());
    const workspaceId = "ws_1";
    const of = { workspaceId, updatedAt: new Date() };
    await db.prisma.workspace.create({ data: { id: workspaceId, slug: "w", name: "W" } });
    const person = { handle: "ann", displayName: "Ann", kind: "person", role: 1 } as const;
    await db.prisma.principal.create({ data: { id: "p_1", ...of, ...person } });
    const server = {
      serverId: "notes",
      displayName: "Notes",
      transport: "stdio",
      sealedLaunch: new Uint8Array(),
    } as const;
    await db.prisma.server.create({ data: { id: "s_1", ...of, ...server } });
    const grant = { ...of, principalId: "p_1", serverRowId: "s_1", enabled: true };
    await db.prisma.grant.create({ data: { id: "g_1", ...grant } });
    const again = await db.prisma.grant.create({ data: { id: "g_2", ...grant } }).catch((error: unknown) => error);
    expect(again).toBeInstanceOf(Prisma.PrismaClientKnownRequestError);
    expect((again as Prisma.PrismaClientKnownRequestError).code).toBe("P2002");
    const ofOneTool = { ...grant, capabilityKind: "tool", capabilityName: "read" } as const;
    await db.prisma.grant.create({ data: { id: "g_3", ...ofOneTool } });
    const clientSwitch = { ...of, principalId: "p_1", serverRowId: "s_1", clientKey: "c" };
    await db.prisma.clientSwitch.create({ data: { id: "c_1", ...clientSwitch } });
    await expect(db.prisma.clientSwitch.create({ data: { id: "c_2", ...clientSwitch } })).rejects.toThrow(/Unique/);
  });
});
