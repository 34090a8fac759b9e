import { findNode } from "../lib/find-node.mjs";
import { runForeground } from "../lib/foreground.mjs";
import { ensureGenerated } from "../lib/prepare.mjs";

/** Runs the benchmark; arguments are its own. */
export async function run(context, args) {
  await ensureGenerated(context);
  return runForeground(context, findNode(context), ["bench/main.ts", ...args]);
}
