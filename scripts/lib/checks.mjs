import { runCaptured } from "./run.mjs";
import { turbo } from "./prepare.mjs";

/** What `npm run check` looks at, the layering test apart, which runs with the other tests in `npm test`. */
const CHECKS = [
  { name: "format", command: () => ["biome", ["format", "."]], fix: "npm run format" },
  { name: "lint", command: () => ["oxlint", ["--type-aware", "."]] },
  { name: "types", command: (context) => turbo(context, ["typecheck", "--continue"]) },
  // What belongs to no workspace package.
  ...["scripts", "e2e", "bench"].map((folder) => ({
    name: `types of ${folder}`,
    command: () => ["tsc", ["-p", folder]],
  })),
];

/** Prints a step's result: its output only when it failed. */
export function report(context, name, { code, output }, fix) {
  context.mark(`${name} ${code === 0 ? "passed" : "FAILED"}`);
  if (code === 0) return;
  process.stdout.write(`${output.trimEnd()}\n`);
  if (fix !== undefined) process.stdout.write(`Repair it with: ${fix}\n`);
}

/**
 * Runs format check, type-aware lint and type check, one after the other.
 *
 * @returns {Promise<{ name: string, isPassed: boolean }[]>}
 */
export async function runChecks(context) {
  const results = [];
  for (const { name, command, fix } of CHECKS) {
    const done = await runCaptured(context, ...command(context));
    report(context, name, done, fix);
    results.push({ name, isPassed: done.code === 0 });
  }
  return results;
}
