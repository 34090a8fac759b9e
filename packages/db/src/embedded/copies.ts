import { readFileSync, statSync } from "node:fs";

/** Do both paths lead to one file or directory, through links and mounts too? False when either cannot be seen. */
export function isSameFile(one: string, other: string): boolean {
  try {
    const [a, b] = [statSync(one), statSync(other)];
    return a.dev === b.dev && a.ino === b.ino;
  } catch {
    return false;
  }
}

/**
 * Did a file come here with a copy of its directory (`cp -a`)? Then another file, which says the same, is still at the
 * place that it was written for, and the process it names has nothing to do with this directory. False when in doubt:
 * a directory that was moved has its file no more than once.
 */
export function isCopy(file: string, writtenAs: string | undefined): boolean {
  if (writtenAs === undefined || isSameFile(file, writtenAs)) return false;
  try {
    return readFileSync(writtenAs).equals(readFileSync(file));
  } catch {
    return false;
  }
}
