import path from "node:path";
import { findNode } from "../lib/find-node.mjs";
import { runAttached } from "../lib/foreground.mjs";

/** The command line client; stdout is its own. */
export function run(context, args) {
  return runAttached(context, findNode(context), [path.join(context.root, "packages/cli/src/main.ts"), ...args]);
}
