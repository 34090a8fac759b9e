import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { EmbeddedDatabaseError } from "./errors.ts";

/** An unprivileged account to run PostgreSQL as; it refuses to run as root. */
export type RunAs = { uid: number; gid: number };

/** The account to use: none when we are not root, else `nobody`, which every system has. Creates no account. */
export function chooseAccount(): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const entry = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .find(([name]) => name === "nobody");
  if (entry !== undefined) return { uid: Number(entry[2]), gid: Number(entry[3]) };
  throw new EmbeddedDatabaseError(
    "no_account",
    'Running as root, and there is no account "nobody" to run PostgreSQL as (it refuses to run as root). Start as ' +
      "another user, or set DATABASE_URL to a PostgreSQL 15 or later.",
  );
}

/** Can this account walk down to the place (or to its nearest existing parent)? */
export function canReach(place: string, { uid, gid }: RunAs): boolean {
  for (let directory = path.resolve(place); ; directory = path.dirname(directory)) {
    if (existsSync(directory)) {
      const found = statSync(directory);
      const mayEnter = found.uid === uid ? 0o100 : found.gid === gid ? 0o010 : 0o001;
      if (found.isDirectory() && (found.mode & mayEnter) === 0) return false;
    }
    if (directory === path.dirname(directory)) return true;
  }
}
