import { spawn } from "node:child_process";
import path from "node:path";
import { NODE, plainEnvironment, ROOT } from "./run-process.ts";

export interface Ran<Document = unknown> {
  exitCode: number | null;
  /** The one JSON document on standard output. */
  document: Document;
}

/** Answers the `peta` command in JSON mode; it fails unless the output is one JSON document and nothing else. */
export function createPeta(environment: { coreUrl: string; configDir: string; token?: string }) {
  const env: Record<string, string> = {
    ...plainEnvironment(environment.configDir),
    PETA_URL: environment.coreUrl,
    PETA_CONFIG_DIR: environment.configDir,
    ...(environment.token !== undefined && { PETA_TOKEN: environment.token }),
  };
  return async <Document>(args: readonly string[], input = ""): Promise<Ran<Document>> => {
    const child = spawn(NODE, [path.join(ROOT, "packages/cli/src/main.ts"), ...args, "--json"], { cwd: ROOT, env });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += String(chunk)));
    child.stderr.on("data", (chunk: Buffer) => (stderr += String(chunk)));
    child.stdin.end(input);
    const exitCode = await new Promise<number | null>((resolve) => child.once("close", resolve));
    if (stderr !== "") throw new Error(`peta ${args.join(" ")} wrote to standard error:\n${stderr}`);
    try {
      return { exitCode, document: JSON.parse(stdout) as Document };
    } catch {
      throw new Error(`peta ${args.join(" ")} --json did not answer one JSON document:\n${stdout}`);
    }
  };
}
