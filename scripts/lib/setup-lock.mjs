import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/**
 * Lets one process at a time install or build in this checkout; the others wait for it. A lock left by a dead process
 * is taken over.
 *
 * @template T
 * @param {string} root
 * @param {(text: string) => void} mark
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withSetupLock(root, mark, work) {
  mkdirSync(path.join(root, "node_modules"), { recursive: true });
  const file = path.join(root, "node_modules/.peta-setup.lock");
  for (let isWaiting = false; ; await sleep(200)) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const holder = readHolder(file);
    if (holder !== undefined && !isAlive(holder)) rmSync(file, { force: true });
    else if (!isWaiting) {
      isWaiting = true;
      mark(`waiting for process ${holder ?? "?"}, which sets up this checkout`);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** Undefined while the holder is just writing its number. */
function readHolder(file) {
  try {
    return Number(readFileSync(file, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}
