import { createContext } from "./context.mjs";
import { checkPlatform } from "./find-node.mjs";
import { ensureInstalled } from "./install.mjs";
import { SetupError } from "./setup-error.mjs";

/** Each mode is a file of ../modes with `run(context, args)`, which resolves with the exit code. */
const MODES = ["start", "test", "dev", "build", "rebuild", "check", "bench", "fuzz", "peta", "db"];

/**
 * @param {string | undefined} mode
 * @param {string[]} args
 * @returns {Promise<number>} exit code
 */
export async function runMode(mode, args) {
  if (!MODES.includes(mode)) {
    console.error(`Usage: node scripts/bootstrap.mjs ${MODES.join("|")} [arguments]`);
    return 2;
  }
  try {
    checkPlatform();
    const context = createContext({ isQuiet: mode === "peta" || mode === "db" });
    await ensureInstalled(context);
    const { run } = await import(`../modes/${mode}.mjs`);
    return await run(context, args);
  } catch (error) {
    console.error(error instanceof SetupError ? `\n${error.message}` : error);
    return error instanceof SetupError ? error.exitCode : 1;
  }
}
