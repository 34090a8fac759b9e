import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Is there a process with this number (of any user)? */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function fileOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** The command line of a process, words separated by NUL or space; empty when unknown. */
export function commandLine(pid: number): string {
  if (process.platform === "linux") return fileOrEmpty(`/proc/${pid}/cmdline`);
  return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout ?? "";
}

/**
 * What tells a process from a later one with the same number: boot and start time. Empty where the platform does
 * not say; then the number alone has to do.
 */
export function processIdentity(pid: number): string {
  const stat = fileOrEmpty(`/proc/${pid}/stat`);
  if (stat === "") return "";
  // Field 22, counted after the name in parentheses, which may itself hold spaces.
  const startTime = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  return `${fileOrEmpty("/proc/sys/kernel/random/boot_id").trim()}:${startTime}`;
}
