import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { EmbeddedDatabaseInUseError } from "./errors.ts";
import { acquireInstanceLock } from "./instance-lock.ts";

let dataDir: string;
let file: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "peta-lock-"));
  file = path.join(dataDir, "instance.lock");
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
});

const expectTakenOver = (): void => {
  const lock = acquireInstanceLock(dataDir);
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ pid: process.pid });
  lock.release();
};

const leaveLock = (holder: object): void => writeFileSync(file, JSON.stringify({ nonce: "theirs", ...holder }));

test("a held lock is refused with its holder's number, and free again after release", () => {
  const lock = acquireInstanceLock(dataDir);
  const second = () => acquireInstanceLock(dataDir);
  expect(second).toThrow(EmbeddedDatabaseInUseError);
  expect(second).toThrow(new RegExp(`process ${process.pid}.*Stop it first.*PETA_DATA_DIR`, "s"));
  lock.release();
  acquireInstanceLock(dataDir).release();
  expect(readdirSync(dataDir)).toEqual([]);
});

test("a dead process's lock is taken over", () => {
  const { pid } = spawnSync("true");
  leaveLock({ pid, identity: "" });
  expectTakenOver();
});

test("so is one whose number a later process got", () => {
  leaveLock({ pid: process.pid, identity: "another boot:1" });
  expectTakenOver();
});

test("and one that was cut off while it was written", () => {
  writeFileSync(file, '{"pid": 1');
  expectTakenOver();
});

test("one that came with a copy of the data directory holds nothing, and the original's stays held", () => {
  const lock = acquireInstanceLock(dataDir);
  const copy = path.join(dataDir, "copy");
  cpSync(file, path.join(copy, "instance.lock"));
  const copyLock = acquireInstanceLock(copy);
  expect(() => acquireInstanceLock(copy)).toThrow(EmbeddedDatabaseInUseError);
  copyLock.release();
  expect(() => acquireInstanceLock(dataDir)).toThrow(EmbeddedDatabaseInUseError);
  lock.release();
});

test("one of a directory that was moved while it is used is still held", () => {
  acquireInstanceLock(path.join(dataDir, "before"));
  renameSync(path.join(dataDir, "before"), path.join(dataDir, "after"));
  expect(() => acquireInstanceLock(path.join(dataDir, "after"))).toThrow(EmbeddedDatabaseInUseError);
});

test("releasing twice does not take the lock from the next holder", () => {
  const first = acquireInstanceLock(dataDir);
  first.release();
  const second = acquireInstanceLock(dataDir);
  first.release();
  expect(() => acquireInstanceLock(dataDir)).toThrow(EmbeddedDatabaseInUseError);
  second.release();
});

test("a directory that cannot be made is explained", () => {
  writeFileSync(path.join(dataDir, "file"), "");
  expect(() => acquireInstanceLock(path.join(dataDir, "file/below"))).toThrow();
});
