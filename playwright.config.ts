import { existsSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "@playwright/test";

// What Node has compiled of Core once is kept, as in `packages/config/src/vitest.ts`: each file starts a Core.
process.env.NODE_COMPILE_CACHE ??= path.resolve(import.meta.dirname, "node_modules/.cache/compile");

/** `npm test` names one; undefined is Playwright's own, where somebody has installed it. */
const chromium = process.env.CHROMIUM_PATH ?? ["/usr/bin/chromium", "/usr/bin/google-chrome"].find(existsSync);

/**
 * Chromium draws the list below its address bar with two pages of its own, hidden in each window, which take longer to
 * open than ours. The last list of a command line counts, so that Playwright's own stands here too.
 */
const WITHOUT =
  "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable," +
  "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect," +
  "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch," +
  "WebUIOmniboxPopup,WebUIOmniboxAimPopup";

/** Pages live for seconds: what is compiled once more to run faster is never used up, and takes a sixth of their time. */
const COMPILED_ONCE = "--js-flags=--no-opt,--no-maglev";

/** Begun first, the longest files leave no worker alone at the end. */
const LONG = ["accessibility", "approvals", "console", "network-and-workspaces", "whole-product"].map(
  (name) => `**/${name}.spec.ts`,
);

export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/prepare-data.ts",
  projects: [
    { name: "long", testMatch: LONG },
    { name: "short", testMatch: "**/*.spec.ts", testIgnore: LONG },
  ],
  // Each file starts a Core of its own. With one file at a time a third of two cores stands idle; with three they wait.
  workers: 2,
  timeout: 60_000,
  // A browser on a busy machine is late now and then; what passes only the second time is reported as flaky.
  retries: 1,
  expect: { timeout: 10_000 },
  forbidOnly: process.env.CI !== undefined,
  outputDir: "test-results",
  reporter: [["list"], ["json", { outputFile: process.env.PETA_E2E_REPORT ?? "test-results/report.json" }]],
  use: {
    screenshot: "only-on-failure",
    // What fails is recorded when it is repeated: to record every test takes longer than to repeat a few.
    trace: "on-first-retry",
    launchOptions: {
      executablePath: chromium,
      // Chromium refuses its sandbox to root, and the tests open nothing but our own pages.
      chromiumSandbox: false,
      args: ["--disable-dev-shm-usage", "--disable-gpu", `--disable-features=${WITHOUT}`, COMPILED_ONCE],
    },
  },
});
