import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { runCommandLine } from "../src/run.ts";

const MAIN = path.resolve(import.meta.dirname, "../src/main.ts");

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the real command in a child process with nothing but the given environment. */
export function runPeta(
  args: readonly string[],
  { env = {}, stdin = "" }: { env?: Record<string, string>; stdin?: string } = {},
): Promise<Finished> {
  const { PATH = "", HOME = "", NODE_COMPILE_CACHE = "" } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => {});
  child.stdin.end(stdin);
  const finished: Finished = { code: null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (finished.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (finished.stderr += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...finished, code }));
  });
}

/** The same command line inside this process: everything but the entry, ten times as fast. */
export async function runInProcess(
  args: readonly string[],
  env: Record<string, string>,
  input = "",
): Promise<Finished> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end(input);
  const code = await runCommandLine(args, {
    env,
    stdin,
    stdout,
    stderr,
    platform: process.platform,
    homeDirectory: tmpdir(),
    pause: () => Promise.resolve(),
    interruptible: (work) => work(new AbortController().signal),
    checkout: null,
  });
  const written = (stream: PassThrough) => (stream.read() as Buffer | null)?.toString() ?? "";
  return { code, stdout: written(stdout), stderr: written(stderr) };
}
