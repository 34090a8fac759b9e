import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type EmbeddedDatabaseError, startEmbeddedPostgres } from "../src/embedded/index.ts";
import { claimLayout, prepareLayout } from "../src/embedded/layout.ts";
import { canReach } from "../src/embedded/run-as.ts";
import { holdDatabase, query, temporaryDirectory } from "./support.ts";

const NOBODY = { uid: 65534, gid: 65534 };
const isRoot = process.getuid?.() === 0;
const isReadableByOthers = isRoot && canReach(import.meta.dirname, NOBODY);

const ownerOf = (pid: number): number => statSync(`/proc/${pid}`).uid;

test("reachable means that every directory on the way may be entered", () => {
  const closed = path.join(temporaryDirectory(), "closed");
  mkdirSync(closed, { mode: 0o700 });
  const stranger = { uid: 54_321, gid: 54_321 };
  expect(canReach(path.join(closed, "inside"), stranger)).toBe(false);
  chmodSync(closed, 0o711);
  chmodSync(path.dirname(closed), 0o711);
  expect(canReach(path.join(closed, "inside"), stranger)).toBe(true);
});

/** A data directory below a home that is closed to others, and the place outside that its database got. */
function makeOutside(): { home: string; dataDir: string; place: string } {
  const home = temporaryDirectory();
  chmodSync(home, 0o700);
  const dataDir = path.join(home, "clone/.peta");
  const { clusterDirectory: place } = prepareLayout(dataDir);
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  return { home, dataDir, place };
}

/** What a start does once it holds the server lock. */
const claim = (dataDir: string): void => claimLayout(prepareLayout(dataDir));

/** Makes a place outside look as if nothing had happened in it for two days. */
function leaveAlone(place: string): void {
  const then = Date.now() / 1000 - 2 * 24 * 60 * 60;
  for (const file of [path.join(place, "owner"), place]) utimesSync(file, then, then);
}

describe.runIf(isRoot)("as root", () => {
  test("PostgreSQL runs as nobody, in the data directory", async () => {
    const dataDir = temporaryDirectory();
    chmodSync(dataDir, 0o755);
    const postgres = await startEmbeddedPostgres({ dataDir });
    onTestFinished(() => postgres.stop());
    expect(ownerOf(postgres.pid)).toBe(NOBODY.uid);
    expect(statSync(path.join(dataDir, "postgres/data")).uid).toBe(NOBODY.uid);
    expect(statSync(path.join(dataDir, "postgres/password")).uid).toBe(0);
  });

  test("a closed data directory is opened for passing through, not for looking", async () => {
    const dataDir = temporaryDirectory();
    chmodSync(dataDir, 0o700);
    const postgres = await startEmbeddedPostgres({ dataDir });
    onTestFinished(() => postgres.stop());
    expect(statSync(dataDir).mode & 0o777).toBe(0o711);
  });

  test("under a home that is closed to others the files are kept outside of it, and found again", async () => {
    const home = temporaryDirectory();
    chmodSync(home, 0o700);
    const dataDir = path.join(home, "clone/.peta");
    const first = await startEmbeddedPostgres({ dataDir });
    const place = readFileSync(path.join(dataDir, "postgres/location"), "utf8").trim();
    onTestFinished(() => rmSync(place, { recursive: true, force: true }));
    expect(place).toMatch(/^\/var\/lib\/peta\//);
    await query(first.url, "CREATE TABLE kept AS SELECT 42 AS value");
    await first.stop();
    const second = await startEmbeddedPostgres({ dataDir });
    onTestFinished(() => second.stop());
    expect(await query(second.url, "SELECT value FROM kept")).toEqual([{ value: 42 }]);
    expect(statSync(home).mode & 0o777).toBe(0o700);
  });

  test("a copy of such a directory is refused, and the original's database goes on", async () => {
    const { dataDir, place } = makeOutside();
    const original = await startEmbeddedPostgres({ dataDir });
    onTestFinished(() => original.stop());
    const copy = path.join(temporaryDirectory(), "copy");
    execFileSync("cp", ["-a", dataDir, copy]);
    const error = await startEmbeddedPostgres({ dataDir: copy }).catch(
      (found: unknown) => found as EmbeddedDatabaseError,
    );
    expect(error).toMatchObject({ name: "EmbeddedDatabaseError", problem: "copied" });
    const said = (error as EmbeddedDatabaseError).message;
    expect(said).toContain(
      `${copy} is a copy of ${dataDir}, and a copy of the data directory has no database of its own`,
    );
    expect(await query(original.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    // What the message says to do works as it is printed.
    const command = /cp -a '.*' '(.*)' && echo .*/.exec(said);
    execFileSync("sh", ["-c", command?.[0] ?? "false"]);
    const ownPlace = command?.[1] ?? "";
    onTestFinished(() => rmSync(ownPlace, { recursive: true, force: true }));
    expect(prepareLayout(copy).clusterDirectory).toBe(ownPlace);
    expect(statSync(path.join(ownPlace, "data")).uid).toBe(NOBODY.uid);
    expect(prepareLayout(dataDir).clusterDirectory).toBe(place);
  });

  test("a directory that was moved takes its database along, a later copy of it is refused, and a sweep leaves it", () => {
    const { dataDir, home, place } = makeOutside();
    const moved = path.join(home, "moved");
    renameSync(dataDir, moved);
    expect(prepareLayout(moved).clusterDirectory).toBe(place);
    // Whoever only looks takes nothing over.
    expect(readFileSync(path.join(place, "owner"), "utf8")).not.toContain(moved);
    claim(moved);
    mkdirSync(dataDir);
    execFileSync("cp", ["-a", `${moved}/.`, dataDir]);
    expect(() => prepareLayout(dataDir)).toThrow(`${dataDir} is a copy of ${moved}`);
    rmSync(dataDir, { recursive: true });
    leaveAlone(place);
    makeOutside();
    expect(existsSync(place)).toBe(true);
  });

  test("the same directory under another name is no copy, and an owner nobody wrote down is written down", () => {
    const { dataDir, home, place } = makeOutside();
    symlinkSync(dataDir, path.join(home, "link"));
    expect(prepareLayout(path.join(home, "link")).clusterDirectory).toBe(place);
    rmSync(path.join(place, "owner"));
    claim(dataDir);
    expect(readFileSync(path.join(place, "owner"), "utf8")).toBe(`${path.join(dataDir, "postgres")}\n`);
  });

  test("a database that was outside and is gone is not replaced by an empty one", () => {
    const { dataDir, place } = makeOutside();
    rmSync(place, { recursive: true });
    expect(() => prepareLayout(dataDir)).toThrow(/is not there\. Copy it back.*To begin with an empty database.*rm '/s);
    expect(existsSync(place)).toBe(false);
  });

  test("what a temporary directory left outside goes with the next one, and nobody else's does", () => {
    const [gone, kept, elsewhere, trial] = [makeOutside(), makeOutside(), makeOutside(), makeOutside()];
    writeFileSync(path.join(elsewhere.place, "owner"), "/not-mounted/home/.peta/postgres\n");
    // A temporary copy took over while the original was not there.
    writeFileSync(path.join(trial.place, "owner"), "/not-mounted/home/.peta/postgres\n");
    claim(trial.dataDir);
    for (const { home } of [gone, trial]) rmSync(home, { recursive: true });
    for (const { place } of [gone, kept, elsewhere, trial]) leaveAlone(place);
    makeOutside();
    expect([gone, kept, elsewhere, trial].map(({ place }) => existsSync(place))).toEqual([false, true, true, true]);
  });

  test("nor what was moved out of the temporary directory and not yet started, nor what no test of ours made", () => {
    const [moved, foreign] = [makeOutside(), makeOutside()];
    rmSync(moved.home, { recursive: true });
    rmSync(foreign.home, { recursive: true });
    writeFileSync(path.join(foreign.place, "owner"), "/tmp/somebody/.peta/postgres\n");
    leaveAlone(foreign.place);
    makeOutside();
    expect([moved, foreign].map(({ place }) => existsSync(place))).toEqual([true, true]);
  });
});

describe.runIf(isReadableByOthers)("as another account", () => {
  const ownDirectory = (account: { uid: number; gid: number }): string => {
    const directory = mkdtempSync("/tmp/peta-account-");
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    chownSync(directory, account.uid, account.gid);
    return directory;
  };

  test("a plain user runs PostgreSQL as itself", async () => {
    const { pid, url } = await holdDatabase(ownDirectory(NOBODY), { account: NOBODY });
    expect(ownerOf(pid)).toBe(NOBODY.uid);
    expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("a uid without an account works where user namespaces do, and is told what to do elsewhere", async () => {
    const bare = { uid: 54_321, gid: 54_321 };
    const { pid, url, error } = await holdDatabase(ownDirectory(bare), { account: bare });
    if (error !== undefined) {
      expect(error).toMatch(/uid \(54321\) has no account.*\/etc\/passwd.*DATABASE_URL/s);
      return;
    }
    expect(ownerOf(pid)).toBe(bare.uid);
    expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("a directory of somebody else is refused with the way out", async () => {
    const directory = ownDirectory({ uid: 0, gid: 0 });
    const { error, name } = await holdDatabase(directory, { account: NOBODY });
    expect(name).toBe("EmbeddedDatabaseError");
    expect(error).toMatch(/cannot be written \(EACCES\).*PETA_DATA_DIR/s);
  });
});
