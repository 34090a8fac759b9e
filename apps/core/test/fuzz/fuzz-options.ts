import type { Parameters } from "fast-check";

/**
 * How a fuzz property runs: a few cases from a fixed seed, so that a run of the tests is repeatable. `npm run fuzz` sets
 * `PETA_FUZZ_TIMES` and another seed for a long one; fast-check prints the seed and the path of what it finds.
 */
export function fuzzOptions<T>(runs: number): Parameters<T> {
  const { PETA_FUZZ_SEED: seed = "20261130", PETA_FUZZ_TIMES: times = "1" } = process.env;
  return { seed: Number(seed), numRuns: runs * Number(times) };
}

/** Milliseconds that one property may take. */
export const FUZZ_TIMEOUT_MS = 60_000 * Number(process.env.PETA_FUZZ_TIMES ?? "1");
