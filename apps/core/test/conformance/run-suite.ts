import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Suite } from "./suites.ts";

/** What is not well in a scenario: identifiers of its checks with their status, sorted; empty when it passed. */
export type ScenarioResult = string[];
export type SuiteResult = Record<string, ScenarioResult>;

interface Check {
  id: string;
  status: "SUCCESS" | "FAILURE" | "WARNING" | "SKIPPED" | "INFO";
  errorMessage?: string;
}

/** `server-tools-list-2026-11-30T04-14-40-053Z`, `auth/dpop-2026-11-30T04-14-40-053Z` */
const FOLDER = /^(?:server-)?(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/;

function readResults(directory: string, say: (line: string) => void): SuiteResult {
  const result: SuiteResult = {};
  for (const file of readdirSync(directory, { recursive: true, encoding: "utf8" }).sort()) {
    const name = FOLDER.exec(path.dirname(file))?.[1];
    if (name === undefined || path.basename(file) !== "checks.json") continue;
    const checks = JSON.parse(readFileSync(path.join(directory, file), "utf8")) as Check[];
    const wrong = checks.filter(({ status }) => status === "FAILURE" || status === "WARNING");
    for (const { id, status, errorMessage } of wrong) say(`${name}: ${status} ${id}: ${errorMessage ?? ""}`);
    const isRun = checks.some(({ status }) => status === "SUCCESS");
    result[name] = isRun || wrong.length > 0 ? wrong.map(({ id, status }) => `${id} ${status}`).sort() : ["SKIPPED"];
  }
  return result;
}

/** Runs a program of the suite to its end; its output goes nowhere, its results into `directory`. */
export function runProgram(args: readonly string[], environment: Record<string, string> = {}): Promise<string> {
  const { PATH = "", NODE_COMPILE_CACHE = "" } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      env: { PATH, NODE_COMPILE_CACHE, HOME: tmpdir(), ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += String(chunk)));
    child.once("error", reject);
    child.once("close", () => resolve(output));
  });
}

/** Gives a program of the suite a directory for its results and reads them. */
export async function withResults(
  run: (directory: string) => Promise<string>,
  say: (line: string) => void,
): Promise<SuiteResult> {
  const directory = mkdtempSync(path.join(tmpdir(), "peta-conformance-"));
  try {
    const output = await run(directory);
    const result = readResults(directory, say);
    if (Object.keys(result).length === 0) throw new Error(`The suite ran nothing:\n${output}`);
    return result;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Runs everything of a suite against the server at `url`. `say` hears of each check that did not pass. */
export const runSuite = (suite: Suite, url: string, say: (line: string) => void = () => {}): Promise<SuiteResult> =>
  withResults((directory) => runProgram([suite.program, "server", "--url", url, ...suite.args, "-o", directory]), say);

/** Scenarios that count, and how many of them passed in every check. */
export function scoreOf(suite: Suite, result: SuiteResult): { passed: number; of: number } {
  const counted = Object.entries(result).filter(([name]) => suite.scored?.has(name) ?? true);
  return { passed: counted.filter(([, wrong]) => wrong.length === 0).length, of: counted.length };
}

/** Scenarios of which one result says something else than the other. */
export function differences(direct: SuiteResult, through: SuiteResult): string[] {
  const names = new Set([...Object.keys(direct), ...Object.keys(through)]);
  return [...names].filter((name) => JSON.stringify(direct[name]) !== JSON.stringify(through[name])).sort();
}
