import { runCaptured } from "./run.mjs";

/**
 * What `npm run check` looks at, the layering test apart, which runs with the other tests in `npm test`. The linter has
 * TypeScript's compiler in it, and reads every project once for both: by itself, `tsc` takes twice as long as the lint.
 */
const CHECKS = [
  { name: "format", command: () => ["biome", ["format", "."]], fix: "npm run format" },
  { name: "lint and types", command: () => ["oxlint", ["--type-aware", "--type-check", "."]] },
];

/** Prints a step's result: its output only when it failed. */
export function report(context, name, { code, output }, fix) {
  context.mark(`${name} ${code === 0 ? "passed" : "FAILED"}`);
  if (code === 0) return;
  process.stdout.write(`${output.trimEnd()}\n`);
  if (fix !== undefined) process.stdout.write(`Repair it with: ${fix}\n`);
}

/**
 * Runs format check, then lint and type check.
 *
 * @returns {Promise<{ name: string, isPassed: boolean }[]>}
 */
export async function runChecks(context) {
  const results = [];
  for (const { name, command, fix } of CHECKS) {
    const done = await runCaptured(context, ...command());
    report(context, name, done, fix);
    results.push({ name, isPassed: done.code === 0 });
  }
  return results;
}
