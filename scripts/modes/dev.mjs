import { findNode } from "../lib/find-node.mjs";
import { runForeground } from "../lib/foreground.mjs";
import { ensureGenerated } from "../lib/prepare.mjs";

/** What Core is made of; the Console's sources are reloaded by its own development server. */
const WATCHED = ["apps/core/src", "packages/contract/src", "packages/policy/src", "packages/db/src"];

/** Core with the Console's development server inside, restarted when Core's sources change. */
export async function run(context, args) {
  await ensureGenerated(context);
  const watch = WATCHED.map((place) => `--watch-path=${place}`);
  const program = ["apps/core/src/main.ts", "--dev", ...args];
  return runForeground(context, findNode(context), [...watch, "--watch-preserve-output", ...program]);
}
