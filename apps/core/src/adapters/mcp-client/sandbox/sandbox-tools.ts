import { execFile } from "node:child_process";
import path from "node:path";
import { findProgram } from "../stdio/find-program.ts";
import { isolation } from "./sandbox-arguments.ts";

/** The programs that keep others apart, as this machine has them. */
export interface SandboxTools {
  /** bubblewrap, and the arguments with which it works here. Null: it does not, and why. */
  bubblewrap: { program: string; arguments: readonly string[] } | null;
  whyNot: string | null;
  /** Sets limits of a process. */
  prlimit: string | null;
  /** Whether the system can limit the number of processes in a sandbox: it counts none of root's. */
  countsProcesses: boolean;
}

const PROBE_TIMEOUT_MS = 5_000;

/**
 * Looks for bubblewrap and lets it start a program that does nothing: that it is installed does not mean that the system
 * lets it work. Asked again while it does not, so that installing it needs no restart of Core.
 */
export function createSandboxTools(
  environment: Readonly<Record<string, string | undefined>>,
): () => Promise<SandboxTools> {
  let working: SandboxTools | null = null;
  return async () => {
    if (working) return working;
    const tools = await probe(environment.PATH ?? "");
    if (tools.bubblewrap) working = tools;
    return tools;
  };
}

async function probe(searchPath: string): Promise<SandboxTools> {
  if (process.platform !== "linux") return missing("A sandbox needs Linux.", null);
  const prlimit = await find("prlimit", searchPath);
  const program = await find("bwrap", searchPath);
  if (program === null)
    return missing("bubblewrap is not on Core's PATH: install it (the package is called bubblewrap).", prlimit);
  const nothing = await find("true", searchPath);
  let problem = "";
  // Where namespaces inside of it cannot be forbidden, it still keeps apart.
  for (const extra of [["--disable-userns"], []]) {
    const found = await run(program, [...(await isolation()), ...extra, "--unshare-net", "--", nothing ?? "/bin/true"]);
    if (found === null)
      return {
        bubblewrap: { program, arguments: extra },
        whyNot: null,
        prlimit,
        countsProcesses: process.getuid?.() !== 0,
      };
    problem = found;
  }
  return missing(`bubblewrap does not work on this machine: ${problem}`, prlimit);
}

const missing = (whyNot: string, prlimit: string | null): SandboxTools => ({
  bubblewrap: null,
  whyNot,
  prlimit,
  countsProcesses: false,
});

const find = (program: string, searchPath: string): Promise<string | null> =>
  findProgram(program, undefined, [searchPath, "/usr/bin", "/bin"].join(path.delimiter)).catch(() => null);

/** Null when it ended well, else the last thing it said. */
const run = (program: string, args: readonly string[]): Promise<string | null> =>
  new Promise((resolve) => {
    execFile(program, args, { timeout: PROBE_TIMEOUT_MS, env: {} }, (error, _stdout, stderr) => {
      if (!error) return resolve(null);
      const said = stderr.trim().split("\n").at(-1) ?? "";
      resolve((said || error.message).replace(/\p{Cc}/gu, " ").slice(0, 200));
    });
  });
