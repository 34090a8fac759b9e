import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, statfsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startEmbeddedPostgres } from "../src/embedded/index.ts";
import { temporaryDirectory } from "./support.ts";

const run = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

function smallDisk(sizeMegabytes: number): string | undefined {
  const disk = path.join(temporaryDirectory(), "disk");
  mkdirSync(disk);
  chmodSync(path.dirname(disk), 0o755);
  if (!run("mount", "-t", "tmpfs", "-o", `size=${sizeMegabytes}m,mode=755`, "tmpfs", disk)) return undefined;
  onTestFinished(() => void run("umount", "-l", disk));
  return disk;
}

test("a first start on a full disk says so and leaves nothing half made", async ({ skip }) => {
  const disk = smallDisk(20) ?? skip("mounting a small disk is not allowed here");
  const error = await startEmbeddedPostgres({ dataDir: disk }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ problem: "disk_full" });
  expect((error as Error).message).toMatch(/No space is left.*Free some space.*PETA_DATA_DIR/s);
  expect(existsSync(path.join(disk, "postgres/data"))).toBe(false);
});

test("a later start on a disk that filled up says so, and works again with room", async ({ skip }) => {
  const disk = smallDisk(200) ?? skip("mounting a small disk is not allowed here");
  await (await startEmbeddedPostgres({ dataDir: disk })).stop();
  const { bavail, bsize } = statfsSync(disk);
  const ballast = path.join(disk, "ballast");
  writeFileSync(ballast, Buffer.alloc(bavail * bsize));
  expect(await startEmbeddedPostgres({ dataDir: disk }).catch((reason: unknown) => reason)).toMatchObject({
    problem: "disk_full",
  });
  writeFileSync(ballast, "");
  await (await startEmbeddedPostgres({ dataDir: disk })).stop();
});
