import { type ChildProcess, spawn } from "node:child_process";

export interface Started {
  child: ChildProcess;
  pid: number;
  /** The first output that matched. */
  match: RegExpExecArray;
  /** Milliseconds from the start of the process to that output. */
  readyMs: number;
  stop(): Promise<void>;
}

/** Starts a Node program and waits until its output matches. Throws with the output when it ends before. */
export async function startNode(
  args: readonly string[],
  ready: RegExp,
  env: Record<string, string> = {},
): Promise<Started> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let output = "";
  const match = await new Promise<RegExpExecArray>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output = `${output}${chunk.toString()}`.slice(-20_000);
      const found = ready.exec(output);
      if (found) resolve(found);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    void ended.then(() => reject(new Error(`${args[0]} ended before it was ready:\n${output}`)));
  });
  return {
    child,
    pid: child.pid ?? 0,
    match,
    readyMs: performance.now() - startedAt,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Starts one of the bench's own servers; answers its port too. */
export async function startServer(file: string, ...args: (string | number)[]): Promise<Started & { port: number }> {
  const started = await startNode([file, ...args.map(String)], /ready (\{.*\})/);
  return { ...started, port: (JSON.parse(started.match[1] ?? "{}") as { port: number }).port };
}
