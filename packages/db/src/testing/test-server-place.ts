import { createHash } from "node:crypto";
import { mkdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { migrationsDirectory, readMigrations } from "../migration-list.ts";

/** Where the shared test server of this checkout and account meets its users. */
export type TestServerPlace = { directory: string; socket: string };

/** One place per checkout, account and set of migrations, so that nobody gets a database of another version. */
export async function findTestServerPlace(): Promise<TestServerPlace> {
  const migrations = JSON.stringify(await readMigrations(migrationsDirectory));
  const key = createHash("sha256").update(migrations).digest("hex").slice(0, 12);
  const directory = path.join(tmpdir(), `peta-test-${process.getuid?.() ?? 0}-${key}`);
  mkdirSync(directory, { recursive: true, mode: 0o711 });
  const isOurs = process.getuid === undefined || statSync(directory).uid === process.getuid();
  if (!isOurs) throw new Error(`${directory} belongs to another account; remove it or set TMPDIR.`);
  return { directory, socket: path.join(directory, "lease.sock") };
}
