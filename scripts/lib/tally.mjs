import { existsSync, readFileSync } from "node:fs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

/** @type {Tally} */
const NOTHING = { passed: 0, failed: 0, skipped: 0 };

export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/** The tally of one step that is right or wrong as a whole. */
export const ofStep = (isPassed) => ({ ...NOTHING, passed: isPassed ? 1 : 0, failed: isPassed ? 0 : 1 });

function readReport(file) {
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  } catch {
    return undefined;
  }
}

/** A runner that failed without a failed test (a file that does not load, an error outside of tests) counts as one. */
const atLeastOne = (tally, code) => (code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally);

/** Tests that failed at first and passed when they were repeated. */
const repeated = (report) =>
  report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status, failureMessages }) => status === "passed" && failureMessages?.length > 0)
      .map(({ fullName, failureMessages }) => ({ name, fullName, message: failureMessages[0] })),
  );

/** A counterexample to a law stays one, whatever the cases of the repetition were. */
const isCounterexample = ({ message }) => message.includes("Property failed after");

/**
 * Counts a report of vitest's JSON reporter; files that failed to load count as one failure each, and laws that failed as
 * failures even when they held for other cases.
 */
export function ofVitest(file, code) {
  const report = readReport(file);
  if (report === undefined) return atLeastOne(NOTHING, code || 1);
  const unloaded = report.testResults.filter(
    (result) => result.status === "failed" && result.assertionResults.length === 0,
  );
  const broken = repeated(report).filter(isCounterexample).length;
  return atLeastOne(
    {
      passed: report.numPassedTests - broken,
      failed: report.numFailedTests + unloaded.length + broken,
      skipped: report.numPendingTests + report.numTodoTests,
    },
    code,
  );
}

/**
 * What passed only when it was repeated, and how it had failed, which vitest itself passes over in silence.
 *
 * @returns {string[]} a line for each
 */
export function repeatedByVitest(file) {
  const report = readReport(file);
  return report === undefined
    ? []
    : repeated(report).map(({ name, fullName, message }) => `${name} > ${fullName}: ${message.split("\n")[0]}`);
}

/** Counts a report of Playwright's JSON reporter; a test that passed when repeated counts as passed. */
export function ofPlaywright(file, code) {
  const stats = readReport(file)?.stats;
  if (stats === undefined) return atLeastOne(NOTHING, code || 1);
  return atLeastOne({ passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped }, code);
}
