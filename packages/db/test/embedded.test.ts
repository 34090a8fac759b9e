import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  type EmbeddedDatabaseError,
  EmbeddedDatabaseInUseError,
  type EmbeddedPostgres,
  readRunning,
  startEmbeddedPostgres,
} from "../src/embedded/index.ts";
import { holdDatabase, killHard, query, temporaryDirectory, usedDirectories, waitUntilGone } from "./support.ts";

async function startHere(dataDir: string): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir });
  onTestFinished(() => postgres.stop());
  return postgres;
}

const usedDirectory = usedDirectories();

const refusal = (dataDir: string) =>
  startEmbeddedPostgres({ dataDir }).then(
    () => undefined,
    (error: unknown) => error as EmbeddedDatabaseError,
  );

describe("the embedded database", () => {
  test("keeps its rows from one start to the next", async () => {
    const dataDir = temporaryDirectory();
    const first = await startEmbeddedPostgres({ dataDir });
    await query(first.url, "CREATE TABLE kept AS SELECT 42 AS value");
    await first.stop();
    await waitUntilGone(first.pid);
    const second = await startHere(dataDir);
    expect(await query(second.url, "SELECT value FROM kept")).toEqual([{ value: 42 }]);
  });

  test("listens on the loopback address only and wants the generated password", async () => {
    const dataDir = await usedDirectory();
    const { url } = await startHere(dataDir);
    const settings =
      "SELECT name, setting FROM pg_settings WHERE name IN ('listen_addresses', 'unix_socket_directories', 'fsync')";
    expect(await query(url, `${settings} ORDER BY name`)).toEqual([
      { name: "fsync", setting: "on" },
      { name: "listen_addresses", setting: "127.0.0.1" },
      { name: "unix_socket_directories", setting: "" },
    ]);
    const wrong = new URL(url);
    wrong.password = "guess";
    await expect(query(wrong.href, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
    const file = path.join(dataDir, "postgres/password");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const password = readFileSync(file, "utf8");
    expect(password).toHaveLength(32);
    for (const other of ["running.json", "server.log"]) {
      expect(readFileSync(path.join(dataDir, "postgres", other), "utf8")).not.toContain(password);
    }
  });

  test("takes data that was not written by an orderly stop", async () => {
    const dataDir = await usedDirectory();
    const { child, url, pid } = await holdDatabase(dataDir);
    await query(url, "CREATE TABLE kept AS SELECT 42 AS value");
    process.kill(pid, "SIGKILL");
    await killHard(child);
    const again = await startHere(dataDir);
    expect(await query(again.url, "SELECT value FROM kept")).toEqual([{ value: 42 }]);
  });
});

describe("its end", () => {
  test("comes with its parent's, however that ends", async () => {
    const dataDir = await usedDirectory();
    const { child, pid } = await holdDatabase(dataDir);
    await killHard(child);
    expect(await waitUntilGone(pid)).toBeLessThan(5_000);
    await startHere(dataDir);
  });

  test("is made up for at the next start when the guard was killed too", async () => {
    const dataDir = await usedDirectory();
    const { child, pid } = await holdDatabase(dataDir);
    const guard = Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[1]);
    process.kill(guard, "SIGKILL");
    await killHard(child);
    const { url, pid: newPid } = await startHere(dataDir);
    expect(newPid).not.toBe(pid);
    await waitUntilGone(pid);
    expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });
});

describe("a second instance", () => {
  test("is refused, and told which process to stop", async () => {
    const dataDir = await usedDirectory();
    const { child } = await holdDatabase(dataDir);
    const error = await refusal(dataDir);
    expect(error).toBeInstanceOf(EmbeddedDatabaseInUseError);
    expect((error as EmbeddedDatabaseInUseError).holderPid).toBe(child.pid);
    expect(error?.message).toContain(`kill ${child.pid}`);
    expect(error?.message).toContain("PETA_DATA_DIR");
  });

  test("in the same process is refused as well", async () => {
    const dataDir = await usedDirectory();
    await startHere(dataDir);
    expect(await refusal(dataDir)).toMatchObject({ problem: "in_use", holderPid: process.pid });
  });

  test("joins a server that runs in the background, and leaves it running", async () => {
    const dataDir = await usedDirectory();
    const { pid, url } = await holdDatabase(dataDir, { mode: "background" });
    const joined = await startEmbeddedPostgres({ dataDir });
    expect(joined).toMatchObject({ pid, url, isShared: true });
    await joined.stop();
    expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });
});

describe("a copy of a data directory", () => {
  test("made while its database runs gets a server of its own, and the original's goes on", async () => {
    const copy = temporaryDirectory();
    const above = temporaryDirectory();
    chmodSync(above, 0o711);
    // The copy's path is the end of the original's: no part of a command line may do for the whole.
    const original = path.join(above, copy);
    mkdirSync(original, { recursive: true });
    execFileSync("cp", ["-a", `${await usedDirectory()}/.`, original]);
    const { pid, url } = await holdDatabase(original, { mode: "background" });
    execFileSync("cp", ["-a", `${original}/.`, copy]);
    expect(readRunning(path.join(original, "postgres/running.json"))).toMatchObject({ postgresPid: pid });
    expect(readRunning(path.join(copy, "postgres/running.json"))).toBeUndefined();
    const started = await startHere(copy);
    expect(started.isShared).toBe(false);
    await query(started.url, "CREATE TABLE only_here AS SELECT 42 AS value");
    expect(await query(url, "SELECT to_regclass('only_here') AS found")).toEqual([{ found: null }]);
  });
});

describe("a data directory that cannot be used", () => {
  test("made by another PostgreSQL", async () => {
    const dataDir = await usedDirectory();
    writeFileSync(path.join(dataDir, "postgres/data/PG_VERSION"), "15\n");
    const error = await refusal(dataDir);
    expect(error).toMatchObject({ problem: "wrong_version" });
    expect(error?.message).toMatch(/PostgreSQL 15; this version of Peta brings PostgreSQL 18/);
  });

  test("with a damaged control file", async () => {
    const dataDir = await usedDirectory();
    truncateSync(path.join(dataDir, "postgres/data/global/pg_control"), 10);
    const error = await refusal(dataDir);
    expect(error).toMatchObject({ problem: "broken_data" });
    expect(error?.message).toMatch(/Restore .* from a backup, .*npm run db:reset -- --yes/s);
  });

  test("with files that are no database", async () => {
    const dataDir = await usedDirectory();
    rmSync(path.join(dataDir, "postgres/data/PG_VERSION"));
    expect(await refusal(dataDir)).toMatchObject({ problem: "broken_data" });
    expect(existsSync(path.join(dataDir, "postgres/data/base"))).toBe(true);
  });

  test("that is a file", async () => {
    const place = path.join(temporaryDirectory(), "file");
    writeFileSync(place, "");
    await expect(startEmbeddedPostgres({ dataDir: place })).rejects.toThrow(/ENOTDIR|EEXIST|not a directory/);
  });

  test("after a failed start can be tried again", async () => {
    const dataDir = await usedDirectory();
    const version = path.join(dataDir, "postgres/data/PG_VERSION");
    writeFileSync(version, "15\n");
    expect(await refusal(dataDir)).toBeDefined();
    writeFileSync(version, "18\n");
    await startHere(dataDir);
  });
});
