import { spawnSync } from "node:child_process";
import { truncateSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { acquireInstanceLock, startEmbeddedPostgres } from "../src/embedded/index.ts";
import { holdDatabase, query, temporaryDirectory, usedDirectories } from "./support.ts";

function verbs(dataDir: string, environment: NodeJS.ProcessEnv = {}) {
  const program = path.join(import.meta.dirname, "../src/cli/main.ts");
  const env = { PATH: process.env.PATH, PETA_DATA_DIR: dataDir, ...environment };
  return (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { env, encoding: "utf8" });
    return { status, stdout, stderr };
  };
}

const usedDirectory = usedDirectories();
const ok = (stdout: RegExp) => expect.objectContaining({ status: 0, stdout: expect.stringMatching(stdout) });
const refused = (stderr: RegExp) => expect.objectContaining({ status: 1, stderr: expect.stringMatching(stderr) });

test("start keeps a server running that Core joins, restart renews it, stop ends it", async () => {
  const dataDir = await usedDirectory();
  const db = verbs(dataDir);
  onTestFinished(() => void db("stop"));
  expect(db("stop")).toEqual(ok(/is not running/));
  expect(db("start")).toEqual(ok(/runs in the background/));
  expect(db("start")).toEqual(ok(/Already running/));
  const joined = await startEmbeddedPostgres({ dataDir });
  expect(joined.isShared).toBe(true);
  expect(db("restart")).toEqual(ok(/Stopped\.[^]*runs in the background/));
  await expect(query(joined.url, "SELECT 1")).rejects.toThrow();
  expect(db("logs", "-n", "3").stdout.trim().split("\n")).toHaveLength(3);
  expect(db("stop")).toEqual(ok(/Stopped/));
});

test("init migrates, and does so once", () => {
  const db = verbs(temporaryDirectory());
  expect(db("init")).toEqual(ok(/applied migration [^]*ready/));
  expect(db("init")).toEqual(ok(/^The database is up to date\.$/m));
});

test("reset wants to be confirmed, then also repairs a damaged database", async () => {
  const dataDir = await usedDirectory();
  const db = verbs(dataDir);
  db("init");
  expect(db("reset")).toEqual(refused(/deletes everything.*npm run db:reset -- --yes/s));
  const first = await startEmbeddedPostgres({ dataDir });
  await query(first.url, "CREATE TABLE mine AS SELECT 1");
  await first.stop();
  truncateSync(path.join(dataDir, "postgres/data/global/pg_control"), 0);
  expect(db("init")).toEqual(refused(/damaged[^]*db:reset/));
  expect(db("reset", "--yes")).toEqual(ok(/ready/));
  const second = await startEmbeddedPostgres({ dataDir });
  onTestFinished(() => second.stop());
  expect(await query(second.url, "SELECT to_regclass('mine') AS mine, to_regclass('workspaces') AS ours")).toEqual([
    { mine: null, ours: "workspaces" },
  ]);
});

test("Core's own database is left alone", async () => {
  const dataDir = await usedDirectory();
  const { child } = await holdDatabase(dataDir);
  const db = verbs(dataDir);
  for (const args of [["start"], ["stop"], ["init"], ["reset", "--yes"]]) {
    expect(db(...args)).toEqual(refused(new RegExp(`process ${child.pid}.*Stop Peta first`, "s")));
  }
});

test("neither is the one in the background that Core has joined", async () => {
  const dataDir = await usedDirectory();
  const { url } = await holdDatabase(dataDir, { mode: "background" });
  const core = acquireInstanceLock(dataDir);
  const db = verbs(dataDir);
  for (const args of [["stop"], ["restart"], ["reset", "--yes"]]) {
    expect(db(...args)).toEqual(refused(new RegExp(`process ${process.pid}.*Stop Peta first`, "s")));
  }
  expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  core.release();
  expect(db("stop")).toEqual(ok(/Stopped/));
});

test("with DATABASE_URL, nothing of the embedded database is deleted", () => {
  const db = verbs(temporaryDirectory(), { DATABASE_URL: "postgresql://x:y@127.0.0.1:1/peta" });
  expect(db("reset", "--yes")).toEqual(refused(/DATABASE_URL is set/));
  expect(db("init")).toEqual(refused(/Can't reach database server/));
});

test("what cannot be meant is answered with the usage", () => {
  const db = verbs(temporaryDirectory());
  expect(db()).toEqual(refused(/Which verb\?[^]*Usage/));
  expect(db("drop")).toEqual(refused(/no verb "drop"[^]*Usage/));
  expect(db("start", "--force")).toEqual(refused(/--force[^]*Usage/));
  expect(db("logs")).toEqual(refused(/no log yet/));
  expect(db("logs", "-n", "some")).toEqual(refused(/whole number/));
});
