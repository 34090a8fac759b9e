#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { runCommandLine } from "./run.ts";

/** The checkout this file lies in, so that a local Core's port and set-up token are found. */
function findCheckout(): string | null {
  const root = path.resolve(import.meta.dirname, "../../..");
  const manifest = path.join(root, "package.json");
  if (!existsSync(manifest)) return null;
  return (JSON.parse(readFileSync(manifest, "utf8")) as { name?: string }).name === "peta" ? root : null;
}

async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  process.once("SIGINT", interrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", interrupt);
  }
}

// `peta tools | head` closes our standard output early; that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

// The exit code is set instead of exiting, so that what was written reaches a slow pipe.
process.exitCode = await runCommandLine(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  platform: process.platform,
  homeDirectory: homedir(),
  pause: (ms, signal) => pause(ms, undefined, { signal }),
  interruptible,
  checkout: findCheckout(),
});
