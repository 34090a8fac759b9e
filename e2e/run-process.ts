import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

export const ROOT = path.resolve(import.meta.dirname, "..");

/** The Node that the project has pinned, whichever one runs the tests. */
export const NODE =
  [path.join(ROOT, `node_modules/node-${process.platform}-${process.arch}/bin/node`)].find(existsSync) ??
  process.execPath;

export interface RunningProcess {
  child: ChildProcess;
  /** Everything written so far, both streams. */
  output: () => string;
  /** Resolves with the match once the output has it; rejects, with the output, when the process ends before. */
  sees: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** SIGTERM, then the exit code; null when it had to be killed. */
  stop: () => Promise<number | null>;
}

/** Starts a program that stays. It goes with us, however we end. */
export function runProcess(command: string, args: readonly string[], env: Record<string, string>): RunningProcess {
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  const killWithUs = (): void => void child.kill("SIGKILL");
  process.once("exit", killWithUs);
  let output = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += String(chunk);
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<number | null>((resolve) => {
    child.once("exit", (code) => resolve(code));
    child.once("error", () => resolve(null));
  });
  void ended.then(() => process.off("exit", killWithUs));
  return {
    child,
    output: () => output,
    sees: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(output);
          if (found === null) return;
          listeners.delete(look);
          resolve(found);
        };
        listeners.add(look);
        look();
        void ended.then((code) =>
          reject(new Error(`${command} ended (${code}) before it wrote ${pattern}:\n${output}`)),
        );
      }),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      child.kill("SIGTERM");
      const patience = setTimeout(() => child.kill("SIGKILL"), 20_000);
      const code = await ended;
      clearTimeout(patience);
      return code;
    },
  };
}

/** What a process needs of our environment, and nothing of the project's settings. */
export const plainEnvironment = (home: string): Record<string, string> => ({
  PATH: process.env.PATH ?? "",
  HOME: home,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? "",
});
