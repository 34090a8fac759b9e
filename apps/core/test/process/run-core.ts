import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../../../..");
/** As `npm start` runs it. */
const PROGRAM = ["--import", path.join(ROOT, "scripts/types/register.mjs"), path.join(ROOT, "apps/core/src/main.ts")];

export interface Run {
  child: ChildProcess;
  output: () => string;
  /** Exit code, when it ends. */
  ended: Promise<number | null>;
  /** Resolves with the URL when Core says that it is ready. */
  ready: Promise<string>;
}

/** Starts the product's own entry, as `npm start` runs it in the end, with a home and a data directory under `directory`. */
export function createRuns(directory: string) {
  const children: ChildProcess[] = [];

  function start(environment: Record<string, string>, ...flags: string[]): Run {
    const child = spawn(process.execPath, [...PROGRAM, "--backend-only", ...flags], {
      env: {
        PATH: process.env.PATH ?? "",
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? "",
        HOME: directory,
        BACKEND_PORT: "0",
        LOG_PRETTY: "false",
        LOG_LEVEL: "debug",
        PETA_DATA_DIR: path.join(directory, "data"),
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    let output = "";
    const heard: (() => void)[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += String(chunk);
        for (const listener of heard) listener();
      });
    }
    const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
    const ready = new Promise<string>((resolve, reject) => {
      heard.push(() => {
        const url = /Peta is ready +(https?:\S+)/.exec(output)?.[1];
        if (url !== undefined) resolve(url);
      });
      void ended.then(() => reject(new Error(`ended before it was ready:\n${output}`)));
    });
    ready.catch(() => {});
    return { child, output: () => output, ended, ready };
  }

  return {
    start,
    /** Ends what still runs. */
    async stopAll(): Promise<void> {
      for (const child of children.splice(0)) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        const ended = new Promise((resolve) => child.once("exit", resolve));
        child.kill("SIGTERM");
        await ended;
      }
    },
  };
}
