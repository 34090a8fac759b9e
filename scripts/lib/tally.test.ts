import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import * as tally from "./tally.mjs";

function report(content: object | string): string {
  const directory = mkdtempSync(path.join(tmpdir(), "peta-tally-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = path.join(directory, "report.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const vitest = (counts: object, testResults: object[] = []) =>
  report({ numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, ...counts, testResults });

test("vitest's counts are taken over", () => {
  expect(tally.ofVitest(vitest({}), 0)).toEqual({ passed: 5, failed: 0, skipped: 2 });
  expect(tally.ofVitest(vitest({ numFailedTests: 2 }), 1)).toEqual({ passed: 5, failed: 2, skipped: 2 });
});

test("a test file that does not load is a failure", () => {
  const unloaded = [{ status: "failed", assertionResults: [] }];
  expect(tally.ofVitest(vitest({}, unloaded), 1).failed).toBe(1);
});

test("a runner that fails without a failed test is a failure", () => {
  expect(tally.ofVitest(vitest({}), 1).failed).toBe(1);
  expect(tally.ofPlaywright(report({ stats: { expected: 1, unexpected: 0, flaky: 0, skipped: 0 } }), 1).failed).toBe(1);
});

test("so is a missing or broken report, whatever the exit code says", () => {
  for (const count of [tally.ofVitest, tally.ofPlaywright]) {
    expect(count("/nowhere/report.json", 0).failed).toBe(1);
    expect(count(report("{"), 0).failed).toBe(1);
  }
});

test("what vitest had to repeat is told, with how it had failed", () => {
  const late = {
    fullName: "comes in time",
    status: "passed",
    failureMessages: ["Error: late\n    at x", "Error: later"],
  };
  const right = { fullName: "is right", status: "passed", failureMessages: [] };
  const results = [{ name: "/a.test.ts", status: "passed", assertionResults: [late, right] }];
  expect(tally.repeatedByVitest(vitest({}, results))).toEqual(["/a.test.ts > comes in time: Error: late"]);
  expect(tally.repeatedByVitest("/nowhere/report.json")).toEqual([]);
});

test("a law that failed has failed, also when it holds for the cases of the repetition", () => {
  const law = { fullName: "holds", status: "passed", failureMessages: ["Error: Property failed after 3 tests"] };
  const results = [{ name: "/a.test.ts", status: "passed", assertionResults: [law] }];
  expect(tally.ofVitest(vitest({}, results), 0)).toEqual({ passed: 4, failed: 1, skipped: 2 });
});

test("Playwright's repeated tests count as passed", () => {
  const stats = { expected: 4, unexpected: 1, flaky: 2, skipped: 3 };
  expect(tally.ofPlaywright(report({ stats }), 1)).toEqual({ passed: 6, failed: 1, skipped: 3 });
});

test("tallies add up", () => {
  const sum = [tally.ofStep(true), tally.ofStep(false), tally.ofStep(true)].reduce(tally.add);
  expect(sum).toEqual({ passed: 2, failed: 1, skipped: 0 });
});
