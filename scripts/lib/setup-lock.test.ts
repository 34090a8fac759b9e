import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { withSetupLock } from "./setup-lock.mjs";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "peta-lock-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
});
const file = () => path.join(root, "node_modules/.peta-setup.lock");

test("one works, the other waits and says for whom", async () => {
  const mark = vi.fn<(text: string) => void>();
  let running = 0;
  let most = 0;
  let goOn = (): void => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const work = async (): Promise<string> => {
    running++;
    most = Math.max(most, running);
    await held;
    running--;
    return "done";
  };
  const both = Promise.all([withSetupLock(root, mark, work), withSetupLock(root, mark, work)]);
  await expect
    .poll(() => mark.mock.calls)
    .toEqual([[`waiting for process ${process.pid}, which sets up this checkout`]]);
  goOn();
  expect(await both).toEqual(["done", "done"]);
  expect(most).toBe(1);
});

test("a failure frees the lock", async () => {
  await expect(
    withSetupLock(
      root,
      () => {},
      () => Promise.reject(new Error("no network")),
    ),
  ).rejects.toThrow("no network");
  expect(existsSync(file())).toBe(false);
});

test("a dead process's lock is taken over", async () => {
  mkdirSync(path.dirname(file()), { recursive: true });
  writeFileSync(file(), String(spawnSync("true").pid));
  expect(
    await withSetupLock(
      root,
      () => {},
      () => Promise.resolve("done"),
    ),
  ).toBe("done");
});
