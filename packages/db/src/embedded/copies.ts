import { randomUUID } from "node:crypto";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Do both paths lead to one file or directory, through links and bind mounts too? False when either cannot be seen. */
function isSameFile(one: string, other: string): boolean {
  try {
    const [a, b] = [statSync(one), statSync(other)];
    return a.dev === b.dev && a.ino === b.ino;
  } catch {
    return false;
  }
}

/**
 * Does a new file in one directory show up in the other? Then they are one directory, whatever the file system says:
 * through overlayfs, FUSE or a second NFS mount it has other device numbers. Undefined when it cannot be tried.
 */
export function showsIn(directory: string, other: string): boolean | undefined {
  const name = `.probe-${randomUUID()}`;
  const probe = path.join(directory, name);
  try {
    writeFileSync(probe, "", { flag: "wx", mode: 0o600 });
    return statSync(path.join(other, name), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return undefined;
  } finally {
    rmSync(probe, { force: true });
  }
}

/** Are both certainly one directory? */
export const isSameDirectory = (one: string, other: string): boolean =>
  isSameFile(one, other) || showsIn(one, other) === true;

/**
 * Did a file come here with a copy of its directory (`cp -a`)? Then another file, which says the same, is still at the
 * place that it was written for, and the process it names has nothing to do with this directory. False when in doubt:
 * a directory that was moved has its file no more than once, and one that is mounted twice shows a probe at both places.
 *
 * @param isSame Tells cheaply that both are one file; tests pass their own, for a second mount.
 */
export function isCopy(file: string, writtenAs: string | undefined, isSame = isSameFile): boolean {
  if (writtenAs === undefined || isSame(file, writtenAs)) return false;
  try {
    if (!readFileSync(writtenAs).equals(readFileSync(file))) return false;
  } catch {
    return false;
  }
  return showsIn(path.dirname(file), path.dirname(writtenAs)) === false;
}
