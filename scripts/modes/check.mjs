import { runChecks } from "../lib/checks.mjs";
import { findNode } from "../lib/find-node.mjs";
import { ensureGenerated } from "../lib/prepare.mjs";
import { runCaptured } from "../lib/run.mjs";
import { report } from "../lib/checks.mjs";

/** Format, lint, types and the layering rules: what a commit must hold. */
export async function run(context) {
  await ensureGenerated(context);
  const results = await runChecks(context);
  const vitest = ["node_modules/vitest/vitest.mjs", "run", "scripts/layering"];
  const layering = await runCaptured(context, findNode(context), vitest);
  report(context, "layering", layering);
  return layering.code === 0 && results.every((result) => result.isPassed) ? 0 : 1;
}
