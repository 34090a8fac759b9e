import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isSameDirectory } from "./copies.ts";
import { copiedDirectory, missingCluster } from "./errors.ts";

const readLines = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").filter(Boolean) : [];

const pointerOf = (directory: string): string => path.join(directory, "location");
const noteOf = (place: string): string => path.join(place, "owner");

/** Every directory that owned the cluster, one a line; the last one does. */
const writeOwners = (place: string, owners: readonly string[]): void =>
  writeFileSync(noteOf(place), `${owners.join("\n")}\n`, { mode: 0o600 });

/** The cluster outside of a data directory's `postgres` directory, if it has one there. */
const readPointer = (directory: string): string | undefined => readLines(pointerOf(directory))[0];

/**
 * Makes sure that a cluster is used by the one directory it belongs to. A copy of that directory points to the same
 * cluster, and would stop its server and take over its files; a directory that was moved takes its cluster along.
 *
 * @returns Whether the directory is still to be written down as the owner.
 */
function checkOwner(place: string, directory: string): boolean {
  if (!existsSync(place)) throw missingCluster(directory, place);
  const owner = readLines(noteOf(place)).at(-1);
  if (owner === directory) return false;
  if (owner === undefined || readPointer(owner) !== place) return true;
  if (isSameDirectory(directory, owner)) return false;
  throw copiedDirectory(directory, owner, place);
}

/**
 * Writes a directory down as the owner of its cluster. Called with the directory's server lock held: who only looks at
 * a directory does not take the cluster over. Looks again, as another directory may have taken it meanwhile.
 *
 * @throws EmbeddedDatabaseError when the cluster belongs to another directory, or is gone.
 */
export function claimCluster(place: string, directory: string): void {
  if (checkOwner(place, directory)) writeOwners(place, [...readLines(noteOf(place)), directory]);
}

/**
 * The place of the cluster that a `postgres` directory keeps outside of itself. A directory without one gets one.
 *
 * @param root Where such clusters are.
 * @throws EmbeddedDatabaseError when the cluster belongs to another directory, or is gone.
 */
export function outsideCluster(directory: string, root: string): string {
  const found = readPointer(directory);
  if (found !== undefined) {
    checkOwner(found, directory);
    return found;
  }
  const place = path.join(root, randomUUID());
  mkdirSync(place, { recursive: true });
  writeOwners(place, [directory]);
  writeFileSync(pointerOf(directory), `${place}\n`, { mode: 0o600 });
  sweepTemporary(root);
  return place;
}

/** What our tests name their directories by. */
const TEST_PREFIX = path.join(tmpdir(), "peta-");

/** How long nothing may have happened in a cluster that is swept. */
const UNTOUCHED_MS = 24 * 60 * 60 * 1000;

/** When a server last started or stopped on a cluster, or an owner was written down. */
const lastTouched = (place: string): number =>
  Math.max(
    ...[place, noteOf(place), path.join(place, "data"), path.join(place, "data/postmaster.opts")].map(
      (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0,
    ),
  );

/**
 * Removes the outside clusters of our tests' directories that are gone. A data directory anywhere else may just be on a
 * disk that is not mounted, so a cluster that ever belonged to one stays. One that was moved out of the temporary
 * directory is written down as the owner only when it starts: hence nothing that was used within a day is removed.
 */
function sweepTemporary(root: string): void {
  const isGone = (owner: string): boolean => owner.startsWith(TEST_PREFIX) && !existsSync(owner);
  for (const name of readdirSync(root)) {
    const place = path.join(root, name);
    const owners = readLines(noteOf(place));
    if (owners.length === 0 || !owners.every(isGone) || Date.now() - lastTouched(place) < UNTOUCHED_MS) continue;
    rmSync(place, { recursive: true, force: true });
  }
}
