import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * @typedef {object} Context
 * @property {string} root the checkout
 * @property {string} packageManager such as `pnpm@1.2.3`
 * @property {NodeJS.ProcessEnv} env for every program that is started
 * @property {(text: string) => void} mark prints a progress line with the seconds since the start
 * @property {Set<import("node:child_process").ChildProcess>} children programs that are running
 * @property {number} [priority] of the programs that are started, from 1 (a little lower than usual) to 19
 * @property {boolean} isQuiet stdout belongs to the program that is started
 */

const FROM_NPM = /^npm_(package|lifecycle|command|execpath|node_execpath|config_(user_agent|local_prefix))/;

/**
 * @param {{ isQuiet?: boolean }} [options]
 * @returns {Context}
 */
export function createContext({ isQuiet = false } = {}) {
  const root = path.resolve(import.meta.dirname, "../..");
  const { packageManager } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const env = {
    ...process.env,
    CHECKPOINT_DISABLE: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    NEXT_TELEMETRY_DISABLED: "1",
    TURBO_TELEMETRY_DISABLED: "1",
    DO_NOT_TRACK: "1",
    npm_config_yes: "true",
    npm_config_update_notifier: "false",
  };
  // What npm tells its script would be taken by the package manager below as its own.
  for (const name of Object.keys(env)) if (FROM_NPM.test(name)) delete env[name];
  env.PATH = path.join(root, "node_modules/.bin") + path.delimiter + (env.PATH ?? "");
  const startedAt = Date.now();
  const mark = (text) => {
    const line = `[setup ${((Date.now() - startedAt) / 1000).toFixed(1)}s] ${text}\n`;
    (isQuiet ? process.stderr : process.stdout).write(line);
  };
  return { root, packageManager, env, mark, isQuiet, children: new Set() };
}
