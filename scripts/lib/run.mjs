import { spawn } from "node:child_process";
import { setPriority } from "node:os";
import { SetupError } from "./setup-error.mjs";

/** @typedef {import("./context.mjs").Context} Context */
/** @typedef {{ code: number, output: string }} Finished */

/**
 * Runs a program to its end with its output passed on (to stderr when stdout is not ours).
 *
 * @param {Context} context
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<number>} exit code
 */
export function runLive(context, command, args, env = context.env) {
  const stdio = ["inherit", context.isQuiet ? process.stderr : "inherit", "inherit"];
  return finish(context, spawn(command, args, { cwd: context.root, env, stdio }), command);
}

/**
 * Runs a program and keeps what it prints, for programs that are only interesting when they fail.
 *
 * @returns {Promise<Finished>}
 */
export async function runCaptured(context, command, args, env = context.env) {
  const child = spawn(command, args, { cwd: context.root, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const code = await finish(context, child, command);
  return { code, output };
}

/** What starts other programs hands its priority on to them. */
function lower(child, priority) {
  try {
    if (priority !== undefined && child.pid !== undefined) setPriority(child.pid, priority);
  } catch {
    // It has ended already, or may not be slowed down: then it takes its turn as everything does.
  }
}

function finish(context, child, command) {
  context.children.add(child);
  lower(child, context.priority);
  return new Promise((resolve, reject) => {
    child.once("error", (error) => {
      const isMissing = error.code === "ENOENT";
      reject(new SetupError(isMissing ? `The program "${command}" was not found. Is npm installed?` : String(error)));
    });
    child.once("close", (code, signal) => {
      context.children.delete(child);
      resolve(code ?? exitCodeOf(signal));
    });
  });
}

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGKILL: 9, SIGTERM: 15 };

/** What a shell reports for a program that a signal ended. */
export const exitCodeOf = (signal) => 128 + (SIGNALS[signal] ?? 0);

/** The package manager in its pinned version, without an installation. */
export const pnpm = (context, args) => ["npx", ["--yes", context.packageManager, ...args]];
