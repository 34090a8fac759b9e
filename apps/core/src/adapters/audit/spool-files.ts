import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { isProcessAlive } from "../is-process-alive.ts";

/** A process on another machine that shares the directory counts as gone when it has not written for this long. */
const FOREIGN_HOST_IDLE_MS = 60_000;
const NAME = /^spl_[0-9a-z]+\.(\d+)\.(.+)\.spool$/;

/** Tells who writes a spool, so that another process leaves it alone while that one lives. */
export const spoolName = (id: string): string => `${id}.${process.pid}.${hostname()}.spool`;

/**
 * Names of spools that no living process writes, oldest first, and of those that one does.
 * @param now milliseconds since 1970
 */
export function findSpools(directory: string, now: number): { orphans: string[]; inUse: string[] } {
  const orphans: string[] = [];
  const inUse: string[] = [];
  for (const name of readdirSync(directory).sort()) {
    const match = NAME.exec(name);
    if (!match) continue;
    const pid = Number(match[1]);
    const isHere = match[2] === hostname();
    const isWritten = isHere
      ? pid !== process.pid && isProcessAlive(pid)
      : now - statSync(path.join(directory, name)).mtimeMs < FOREIGN_HOST_IDLE_MS;
    (isWritten ? inUse : orphans).push(name);
  }
  return { orphans, inUse };
}

/** Complete lines of a file, counted in pieces. */
export function countLines(file: string): number {
  const handle = openSync(file, "r");
  try {
    const piece = Buffer.alloc(1 << 16);
    let lines = 0;
    for (let read = readSync(handle, piece); read > 0; read = readSync(handle, piece)) {
      for (let at = piece.indexOf(10); at !== -1 && at < read; at = piece.indexOf(10, at + 1)) lines++;
    }
    return lines;
  } finally {
    closeSync(handle);
  }
}
