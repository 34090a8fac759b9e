import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { CoreError } from "../../../errors.ts";
import type { Clock } from "../../clock.ts";

export interface ChildCommand {
  program: string;
  args: readonly string[];
  env: Record<string, string>;
  workingDirectory: string | undefined;
}

/** Most servers end when their input does. */
const INPUT_GRACE_MS = 250;

const isWindows = process.platform === "win32";

/**
 * Starts a program without a shell, as the leader of a process group of its own. Resolves when it runs.
 * Throws CoreError server.start_failed.
 */
export async function startChild(command: ChildCommand): Promise<ChildProcessWithoutNullStreams> {
  const child = spawn(command.program, [...command.args], {
    cwd: command.workingDirectory,
    env: command.env,
    stdio: ["pipe", "pipe", "pipe"],
    shell: false,
    detached: !isWindows,
    windowsHide: true,
  });
  child.on("error", () => {});
  // A pipe that breaks is told by the exit that breaks it; without listeners it would end Core.
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on("error", () => {});
  try {
    await once(child, "spawn");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new CoreError("server.start_failed", `The program could not be started: ${explainSpawn(code)}`, {
      cause: error,
      detail: code,
    });
  }
  return child;
}

function explainSpawn(code: string): string {
  if (code === "ENOENT") return "it, or the interpreter that its first line names, does not exist.";
  if (code === "EACCES" || code === "EPERM") return "Core's account may not execute it.";
  if (code === "ENOEXEC") return "it is not a program for this machine.";
  if (code === "E2BIG") return "its arguments and environment are too large.";
  if (code === "EAGAIN" || code === "ENOMEM" || code === "EMFILE" || code === "ENFILE")
    return `the machine is out of processes, memory or files (${code}).`;
  return `the system said ${code}.`;
}

/** Sends a signal to the program and everything it started. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(isWindows ? pid : -pid, signal);
  } catch {
    // The group is empty: what was wanted.
  }
}

/**
 * Ends the program and everything it started (MCP, Lifecycle, Shutdown over stdio): closes its input, SIGTERM to the
 * group when that does not end it, SIGKILL after the grace. Resolves when the program is gone; whatever it left behind
 * has been killed then (A51).
 */
export async function stopChild(child: ChildProcessWithoutNullStreams, clock: Clock, graceMs: number): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  child.stdin.end();
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, "exit");
    const cancelTerm = clock.after(Math.min(INPUT_GRACE_MS, graceMs / 2), () => signalGroup(pid, "SIGTERM"));
    const cancelKill = clock.after(graceMs, () => signalGroup(pid, "SIGKILL"));
    await exited;
    cancelTerm();
    cancelKill();
  }
  signalGroup(pid, "SIGKILL");
  child.stdout.destroy();
  child.stderr.destroy();
}

/** How a process ended, as a sentence. */
export function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === "SIGKILL") return "it was killed (SIGKILL), which the system also does when memory runs out";
  if (signal) return `it was ended by ${signal}`;
  if (code === 127) return "it ended with code 127: a command was not found";
  return `it ended with code ${code}`;
}
