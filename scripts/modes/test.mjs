import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { report, runChecks } from "../lib/checks.mjs";
import { findChromium } from "../lib/chromium.mjs";
import { findNode } from "../lib/find-node.mjs";
import { ensureGenerated, tryConsole, tryDesk } from "../lib/prepare.mjs";
import { runLive } from "../lib/run.mjs";
import * as tally from "../lib/tally.mjs";

/** What is checked and built takes only what the tests leave: these wait for a third of their time, and some measure. */
const BESIDE = 15;

/** @returns {Promise<{ name: string, isPassed: boolean }[]>} */
async function checkAndBuild(context) {
  const [checks, built] = await Promise.all([runChecks(context), build(context)]);
  return [...checks, ...built];
}

/**
 * Checks and builds beside the tests that need neither. What fails is told where it happens, in the midst of the tests,
 * so that it is named once more after them.
 */
async function runBeside(context, runTests) {
  const steps = checkAndBuild({ ...context, priority: BESIDE }).catch((error) => {
    console.error(error.message);
    return [{ name: "checks and builds", isPassed: false }];
  });
  const total = await runTests();
  const done = await steps;
  for (const { name, isPassed } of done)
    if (!isPassed) context.mark(`${name} FAILED, for the reason that stands above`);
  return done.map(({ isPassed }) => tally.ofStep(isPassed)).reduce(tally.add, total);
}

/**
 * One after the other, since both want turbo.
 *
 * @returns {Promise<{ name: string, isPassed: boolean }[]>}
 */
async function build(context) {
  const outcomes = [];
  for (const [name, tryBuild] of [
    ["Console build", tryConsole],
    ["Desk build", tryDesk],
  ]) {
    const built = await tryBuild(context);
    report(context, name, built);
    outcomes.push({ name, isPassed: built.code === 0 });
  }
  return outcomes;
}

async function runVitest(context, node, file) {
  context.mark("unit and integration tests");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  // As in the browser: a full machine is late now and then, and what passes only the second time is told.
  const code = await runLive(context, node, ["node_modules/vitest/vitest.mjs", "run", "--retry=1", ...reporters]);
  for (const line of tally.repeatedByVitest(file)) context.mark(`passed when repeated: ${line}`);
  return tally.ofVitest(file, code);
}

async function runPlaywright(context, node, file) {
  const env = { ...context.env, CHROMIUM_PATH: await findChromium(context, node), PETA_E2E_REPORT: file };
  context.mark(`browser tests with ${env.CHROMIUM_PATH}`);
  const code = await runLive(
    context,
    node,
    ["node_modules/@playwright/test/cli.js", "test", "--pass-with-no-tests"],
    env,
  );
  return tally.ofPlaywright(file, code);
}

/** Everything, browser tests included. The last line sums it up. */
export async function run(context) {
  const results = path.join(context.root, "node_modules/.peta-results");
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  const node = findNode(context);
  let total = { passed: 0, failed: 0, skipped: 0 };
  const close = () => {
    if (total.skipped > 0) context.mark(`${total.skipped} skipped`);
    process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
    return total.failed === 0 ? 0 : 1;
  };
  // Whoever stops us still gets the closing line.
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => {
      for (const child of context.children) child.kill(signal);
      total = tally.add(total, tally.ofStep(false));
      process.exit(close() || 1);
    });
  }
  const steps = [
    () => ensureGenerated(context).then(() => tally.ofStep(true)),
    () => runBeside(context, () => runVitest(context, node, path.join(results, "vitest.json"))),
    () => runPlaywright(context, node, path.join(results, "playwright.json")),
  ];
  for (const step of steps) {
    const counted = await step().catch((error) => {
      console.error(error.message);
      return tally.ofStep(false);
    });
    total = tally.add(total, counted);
  }
  return close();
}
