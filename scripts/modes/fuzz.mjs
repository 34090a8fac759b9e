import { randomInt } from "node:crypto";
import { findNode } from "../lib/find-node.mjs";
import { ensureGenerated } from "../lib/prepare.mjs";
import { runLive } from "../lib/run.mjs";

/** The fuzz tests for long: how many times the usual cases (20), and the seed to repeat (a new one). */
export async function run(context, [times = "20", seed = String(randomInt(2 ** 31))]) {
  await ensureGenerated(context);
  context.mark(`fuzz: ${times} times the usual cases, seed ${seed}`);
  const env = { ...context.env, PETA_FUZZ_TIMES: times, PETA_FUZZ_SEED: seed };
  const vitest = ["node_modules/vitest/vitest.mjs", "run", "apps/core/test/fuzz"];
  return runLive(context, findNode(context), vitest, env);
}
