import path from "node:path";
import { findNode } from "../lib/find-node.mjs";
import { runAttached } from "../lib/foreground.mjs";
import { ensureGenerated } from "../lib/prepare.mjs";

/** The embedded database: start, stop, restart, init, studio, reset, logs. */
export async function run(context, args) {
  await ensureGenerated(context);
  return runAttached(context, findNode(context), [path.join(context.root, "packages/db/src/cli/main.ts"), ...args]);
}
