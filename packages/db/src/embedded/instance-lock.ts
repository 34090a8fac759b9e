import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isCopy } from "./copies.ts";
import { EmbeddedDatabaseInUseError, explainFileError } from "./errors.ts";
import { isAlive, processIdentity } from "./process-identity.ts";

/** A held lock; released at the latest when its process has ended, in whatever way. */
export type InstanceLock = { release(): void };

/** `file` is where the lock was made: a copy of the data directory has the file, but not the lock. */
type Holder = { pid: number; identity: string; nonce: string; file?: string };

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

const isHeld = (file: string, holder: Holder): boolean =>
  isAlive(holder.pid) && processIdentity(holder.pid) === holder.identity && !isCopy(file, holder.file);

/** Moves a dead holder's file away. Two processes may try at once: what turns out to be a new holder's is put back. */
function clearStale(file: string, stale: Holder | undefined): void {
  const aside = `${file}.${crypto.randomUUID()}`;
  try {
    renameSync(file, aside);
    if (readHolder(aside)?.nonce !== stale?.nonce) linkSync(aside, file);
  } catch {
    // Somebody else was faster.
  }
  rmSync(aside, { force: true });
}

/** The process that holds the instance lock of a data directory, if one does. */
export function findInstanceHolder(dataDir: string): number | undefined {
  const file = path.join(dataDir, "instance.lock");
  const holder = readHolder(file);
  return holder !== undefined && isHeld(file, holder) ? holder.pid : undefined;
}

function acquireFile(file: string, dataDir: string): InstanceLock {
  const nonce = crypto.randomUUID();
  const own: Holder = { pid: process.pid, identity: processIdentity(process.pid), nonce, file: path.resolve(file) };
  const prepared = `${file}.${nonce}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(prepared, JSON.stringify(own), { mode: 0o600 });
    for (;;) {
      try {
        linkSync(prepared, file);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const holder = readHolder(file);
      if (holder !== undefined && isHeld(file, holder)) throw new EmbeddedDatabaseInUseError(dataDir, holder.pid);
      clearStale(file, holder);
    }
  } catch (error) {
    throw explainFileError(error, dataDir);
  } finally {
    rmSync(prepared, { force: true });
  }
  return {
    release: () => {
      if (readHolder(file)?.nonce === nonce) rmSync(file, { force: true });
    },
  };
}

/**
 * Makes this process the only Core on a data directory. A lock whose process has died, or whose number now belongs
 * to another process, is taken over; so is one that came with a copy of another data directory.
 *
 * @throws EmbeddedDatabaseInUseError naming the process that holds it.
 */
export function acquireInstanceLock(dataDir: string): InstanceLock {
  return acquireFile(path.join(dataDir, "instance.lock"), dataDir);
}

/** The same for the database server of a data directory, which may outlive Core (`npm run db:start`). */
export function acquireServerLock(directory: string, dataDir: string): InstanceLock {
  return acquireFile(path.join(directory, "server.lock"), dataDir);
}
