import { findNode } from "../lib/find-node.mjs";
import { runForeground } from "../lib/foreground.mjs";
import { ensureConsole, ensureGenerated } from "../lib/prepare.mjs";

/** Starts the product; arguments such as `--demo` are Core's. */
export async function run(context, args) {
  await ensureGenerated(context);
  await ensureConsole(context);
  return runForeground(context, findNode(context), [
    "--import",
    "./scripts/types/register.mjs",
    "apps/core/src/main.ts",
    ...args,
  ]);
}
