import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isSameFile } from "./copies.ts";
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
 */
function claim(place: string, directory: string): void {
  if (!existsSync(place)) throw missingCluster(directory, place);
  const owners = readLines(noteOf(place));
  const owner = owners.at(-1);
  if (owner === directory) return;
  if (owner !== undefined && readPointer(owner) === place) {
    if (isSameFile(owner, directory)) return;
    throw copiedDirectory(directory, owner, place);
  }
  writeOwners(place, [...owners, directory]);
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
    claim(found, directory);
    return found;
  }
  const place = path.join(root, randomUUID());
  mkdirSync(place, { recursive: true });
  writeOwners(place, [directory]);
  writeFileSync(pointerOf(directory), `${place}\n`, { mode: 0o600 });
  sweepTemporary(root);
  return place;
}

/**
 * Removes the outside clusters of temporary directories that are gone, which tests leave. A data directory anywhere
 * else may just be on a disk that is not mounted, so a cluster that ever belonged to one stays.
 */
function sweepTemporary(root: string): void {
  const isGone = (owner: string): boolean => owner.startsWith(path.join(tmpdir(), "/")) && !existsSync(owner);
  for (const name of readdirSync(root)) {
    const owners = readLines(noteOf(path.join(root, name)));
    if (owners.length > 0 && owners.every(isGone)) rmSync(path.join(root, name), { recursive: true, force: true });
  }
}
