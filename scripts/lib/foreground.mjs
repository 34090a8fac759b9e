import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { exitCodeOf } from "./run.mjs";

const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP"];
const WATCH_MS = 500;

/** Ends the program when this process is killed, which cannot forward anything any more. */
const parentWatch = pathToFileURL(path.join(import.meta.dirname, "watch-parent.mjs")).href;

/** Our parent and its parent: npm puts a shell in between, and neither passes a signal on. */
function above() {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, "utf8");
    return `${process.ppid} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]}`;
  } catch {
    return String(process.ppid);
  }
}

/**
 * Runs the product in the foreground until it ends. Signals reach it once, and it never outlives us or npm.
 *
 * @param {import("./context.mjs").Context} context
 * @param {string} node
 * @param {string[]} args
 * @returns {Promise<number>} its exit code, 128 and the signal's number when a signal ended it
 */
export function runForeground({ root, env }, node, args) {
  // A process group of its own: a terminal's Ctrl-C would otherwise reach it twice, from the terminal and from us.
  const child = spawn(node, ["--import", parentWatch, ...args], { cwd: root, env, stdio: "inherit", detached: true });
  const startedUnder = above();
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event !== undefined && above() !== startedUnder) tell("SIGTERM");
  }, WATCH_MS);
  const tell = (signal) => {
    // A second signal means "at once": once told, the product ends in its own time, whether npm is still there or not.
    clearInterval(watch);
    child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, () => tell(signal));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      clearInterval(watch);
      resolve(code ?? exitCodeOf(signal));
    });
  });
}

/**
 * Runs a short-lived program of ours in the same terminal and process group, with the terminal's signals its own.
 *
 * @returns {Promise<number>} exit code
 */
export function runAttached({ env }, node, args) {
  const child = spawn(node, args, { env, stdio: "inherit" });
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? exitCodeOf(signal)));
  });
}
